// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
package import TenonDomain

/// Delivers what is due to webhooks, until it arrives or is given up.
///
/// At least once: a process that ends between an attempt and writing it down leaves the delivery to the next, with the
/// same id. Several processes may work on one database.
package final class WebhookCourier: Sendable {
    /// How often it looks when nothing else makes it.
    static let interval: Duration = .seconds(1)
    /// How many deliveries are under way; a few for one webhook, so that a receiver that hangs holds up nobody else's.
    static let totalMax = 32
    /// How long a delivery is one process's; longer than an attempt takes.
    static let claimDuration: Duration = .seconds(30)
    /// How long deliveries that ended can be looked at.
    static let retention: Duration = .seconds(7 * 86_400)
    /// How many are deleted in one transaction.
    static let removedMax = 500
    /// How often old ones are looked for, in ticks of ``interval``.
    private static let ticksPerSweep = 600

    private struct State {
        var underWay: [WebhookID: Int] = [:]
        var total: Int { underWay.values.reduce(0, +) }
    }

    private let store: any WebhookStore
    private let sender: WebhookSender
    private let clock: any WallClock
    private let state = Mutex(State())
    private let looks: AsyncStream<Void>
    private let look: AsyncStream<Void>.Continuation

    package init(store: any WebhookStore, sender: WebhookSender, clock: any WallClock) {
        self.store = store
        self.sender = sender
        self.clock = clock
        (looks, look) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Looks no more: ``run()`` ends when what is under way has.
    package func stop() { look.finish() }

    /// Looks and delivers until ``stop()`` is called.
    package func run() async {
        let logger = Logger(label: "tenon.webhooks")
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                var tick = 0
                while !Task.isCancelled {
                    if case .terminated = look.yield() { return }
                    if tick % Self.ticksPerSweep == 0 { await sweep(logger) }
                    tick += 1
                    // A cancelled sleep ends the ticking.
                    try? await Task.sleep(for: Self.interval)
                }
            }
            for await _ in looks {
                do {
                    for claimed in try await claim() {
                        group.addTask { [self] in
                            await deliver(claimed, logger)
                            giveBack(claimed)
                        }
                    }
                } catch {
                    logger.warning("due deliveries cannot be read", metadata: ["error.type": "\(type(of: error))"])
                }
            }
        }
    }

    private func claim() async throws -> [ClaimedDelivery] {
        let (room, busy) = state.withLock { (Self.totalMax - $0.total, Array($0.underWay.keys)) }
        guard room > 0 else { return [] }
        let now = clock.now()
        let claimed = try await store.claimDeliveries(
            at: now, until: now.advanced(by: Self.claimDuration), excluding: busy, limit: room)
        state.withLock { state in
            for claim in claimed { state.underWay[claim.webhook.id, default: 0] += 1 }
        }
        // There may be more, for others.
        if !claimed.isEmpty { look.yield() }
        return claimed
    }

    private func deliver(_ claimed: ClaimedDelivery, _ logger: Logger) async {
        do {
            let result = try await sender.attempt(claimed)
            _ = try await store.record(result, of: claimed)
            guard result.consequence != .delivered else { return }
            logger.info(
                "a webhook's delivery did not succeed",
                metadata: [
                    "webhook.id": "\(claimed.webhook.id)", "delivery.id": "\(claimed.delivery.id)",
                    "delivery.status": "\(result.status.map { String($0) } ?? "none")",
                    "delivery.consequence": "\(result.consequence.word)",
                ])
        } catch is CancellationError {
            // The claim ends, and somebody else delivers it.
        } catch {
            logger.warning(
                "what came of a delivery could not be written down",
                metadata: ["delivery.id": "\(claimed.delivery.id)", "error.type": "\(type(of: error))"])
        }
    }

    private func giveBack(_ claimed: ClaimedDelivery) {
        let isLast = state.withLock { state in
            let left = (state.underWay[claimed.webhook.id] ?? 1) - 1
            state.underWay[claimed.webhook.id] = left == 0 ? nil : left
            return left == 0
        }
        if isLast { look.yield() }
    }

    private func sweep(_ logger: Logger) async {
        do {
            let end = clock.now().advanced(by: .zero - Self.retention)
            while try await store.removeEnded(before: end, limit: Self.removedMax) == Self.removedMax {}
        } catch {
            logger.warning("old deliveries cannot be deleted", metadata: ["error.type": "\(type(of: error))"])
        }
    }
}

extension DeliveryResult.Consequence {
    fileprivate var word: String {
        switch self {
        case .delivered: "delivered"
        case .retry: "retry"
        case .givenUp: "given_up"
        case .disabled: "disabled"
        }
    }
}
