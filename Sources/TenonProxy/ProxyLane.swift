// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization
package import TenonDomain
package import TenonEgress
package import TenonHTTP

/// The fast lane: takes `/proxy/…` on the event loop where it arrives, and leaves everything else to the other lane, but
/// for reads whose answer is in `memory`.
///
/// As a service it runs what cannot be done on an event loop: asking the authority, looking names up. It starts before
/// the server and stops after it.
package final class ProxyLane: Service {
    let authority: any ProxyAuthority
    let memory: (any RememberedAnswers)?
    let egress: NetworkEgress
    let settings: ProxySettings
    let logger: Logger
    let clock: any WallClock
    let inFlight: InFlight
    private let loops = Mutex<[ObjectIdentifier: NIOLoopBound<ProxyLoop>]>([:])
    private let tasks: AsyncStream<@Sendable () async -> Void>
    private let queue: AsyncStream<@Sendable () async -> Void>.Continuation
    private let tasksUnderWay = Atomic(0)

    package init(
        authority: any ProxyAuthority, memory: (any RememberedAnswers)? = nil, egress: NetworkEgress,
        settings: ProxySettings = ProxySettings(), clock: any WallClock, logger: Logger
    ) {
        self.authority = authority
        self.memory = memory
        self.egress = egress
        self.settings = settings
        self.logger = logger
        self.clock = clock
        inFlight = InFlight(settings: settings)
        (tasks, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(settings.tasksMax))
    }

    /// How many exchanges are under way.
    package var exchangeCount: Int { inFlight.total }

    package func run() async {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await task in tasks { group.addTask(operation: task) }
            }
        } onGracefulShutdown: {
            self.queue.finish()
        }
        let loops = loops.withLock { Array($0.values) }
        for loop in loops { loop.eventLoop.execute { loop.value.shutDown() } }
    }

    /// Runs `task` outside of the event loops; `false` when too many are under way, or the lane is closed.
    func submit(_ task: @escaping @Sendable () async -> Void) -> Bool {
        guard tasksUnderWay.add(1, ordering: .relaxed).newValue <= settings.tasksMax else {
            tasksUnderWay.subtract(1, ordering: .relaxed)
            return false
        }
        let result = queue.yield {
            await task()
            self.tasksUnderWay.subtract(1, ordering: .relaxed)
        }
        guard case .enqueued = result else {
            tasksUnderWay.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    /// What is kept for the loop; to be called on it.
    func loop(_ eventLoop: any EventLoop) -> ProxyLoop {
        eventLoop.preconditionInEventLoop()
        let bound = loops.withLock { loops in
            if let known = loops[ObjectIdentifier(eventLoop)] { return known }
            let loop = NIOLoopBound(ProxyLoop(eventLoop: eventLoop, lane: self), eventLoop: eventLoop)
            loops[ObjectIdentifier(eventLoop)] = loop
            loop.value.start()
            return loop
        }
        return bound.value
    }
}
