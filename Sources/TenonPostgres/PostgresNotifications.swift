// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOPosix
internal import TenonStore

/// A message that some connection sent to a channel.
package struct PostgresNotification: Hashable, Sendable {
    package let channel: String
    package let payload: String

    package init(channel: String, payload: String) {
        self.channel = channel
        self.payload = payload
    }
}

/// The notifications of some channels, as they come.
///
/// They make things faster and nothing right: any of them may be lost. ``Event/listening`` stands before the first and
/// whenever the connection had to be made anew, and so says that some may have been missed. The sequence ends when its
/// task is cancelled. Behind a pooler that lends connections by the transaction none arrive.
package struct PostgresNotifications: AsyncSequence, Sendable {
    package typealias Failure = Never

    package enum Event: Hashable, Sendable {
        case listening
        case notification(PostgresNotification)
    }

    /// How long a lost connection is left alone; doubled with each failure.
    private static let pauseFirst = Duration.milliseconds(100)
    private static let pauseMax = Duration.seconds(5)
    /// How long the thread looks before it asks whether somebody still listens.
    private static let slice = Duration.milliseconds(250)
    /// How often a connection on which nothing happens has to prove that it works.
    private static let checkEvery = Duration.seconds(15)
    private static let answerLimit = Duration.seconds(5)

    private let parameters: ConnectionParameters
    private let channels: [String]

    /// Listens with a connection of its own; `channels` are taken as they are written.
    ///
    /// - Throws: ``PostgresOpenError`` when the URL cannot be used.
    package init(_ settings: PostgresSettings, channels: [String]) throws {
        parameters = try ConnectionParameters(url: settings.url)
        self.channels = channels
    }

    package func makeAsyncIterator() -> Iterator { Iterator(listener: Listener(parameters, channels: channels)) }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let listener: Listener

        package mutating func next() async -> Event? { await listener.next() }
        package mutating func next(isolation actor: isolated (any Actor)?) async -> Event? { await listener.next() }
    }

    /// Owns the connection and the thread that waits on it; one task asks at a time.
    fileprivate actor Listener {
        private let parameters: ConnectionParameters
        private let script: String
        private let thread = NIOThreadPool(numberOfThreads: 1)
        private var session: PostgresSession?
        private var pending: ArraySlice<Event> = []
        private var failures = 0
        private var heardAt = ContinuousClock.now

        init(_ parameters: ConnectionParameters, channels: [String]) {
            self.parameters = parameters
            script = channels.map { "LISTEN \"\($0.replacing("\"", with: "\"\""))\";" }.joined()
            thread.start()
        }

        deinit { thread.shutdownGracefully { _ in } }

        func next() async -> Event? {
            while !Task.isCancelled {
                if let event = pending.popFirst() { return event }
                do {
                    try await wait()
                } catch {
                    // Whatever broke the connection, another one is tried; nobody depends on it.
                    session = nil
                    let pause = Swift.min(pauseFirst * (1 << Swift.min(failures, 16)), pauseMax)
                    failures += 1
                    // A cancelled pause is noticed by the loop.
                    try? await Task.sleep(for: pause * Double.random(in: 0.5...1))
                }
            }
            session?.close()
            session = nil
            return nil
        }

        private func wait() async throws {
            guard let session else {
                self.session = try await thread.runIfActive { [parameters, script] in
                    let session = try PostgresSession(parameters, answerLimit: answerLimit)
                    try session.run(script: script)
                    return session
                }
                failures = 0
                heardAt = .now
                pending.append(.listening)
                return
            }
            let isCheckDue = ContinuousClock.now - heardAt >= checkEvery
            let arrived = try await thread.runIfActive {
                if isCheckDue { try session.run(script: "SELECT 1") }
                return try session.notifications(until: .now + slice)
            }
            if isCheckDue || !arrived.isEmpty { heardAt = .now }
            pending += arrived.map(Event.notification)
        }
    }
}

extension PostgresDatabase {
    /// Notifies whoever listens to the channel; at most 7999 bytes of payload.
    package func notify(_ channel: String, payload: String) async throws {
        try await write { _ = try $0.query("SELECT pg_notify(?1, ?2)", [.text(channel), .text(payload)]) }
    }
}
