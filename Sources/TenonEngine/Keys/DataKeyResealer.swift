// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Logging
internal import Synchronization
package import TenonVault

/// Seals again what is sealed with old data keys: after a rotation, after one that was cut short, and after a server that
/// had not heard of one.
package final class DataKeyResealer: Sendable {
    /// How often it looks when nobody asks.
    static let interval = Duration.seconds(300)

    private let rotation: DataKeyRotation
    private let damaged = Mutex(0)
    private let looks: AsyncStream<Void>
    private let look: AsyncStream<Void>.Continuation

    package init(rotation: DataKeyRotation) {
        self.rotation = rotation
        (looks, look) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How many secrets did not open when it last looked.
    var damagedCount: Int { damaged.withLock(\.self) }

    /// Has it look soon.
    func lookSoon() { look.yield() }

    /// Looks until the task is cancelled; what is not done then is done by whoever looks next.
    package func run() async {
        let logger = Logger(label: "tenon.keys")
        await withDiscardingTaskGroup { group in
            group.addTask { [look] in
                while !Task.isCancelled {
                    look.yield()
                    // A cancelled sleep ends the ticking.
                    try? await Task.sleep(for: Self.interval)
                }
            }
            for await _ in looks {
                do {
                    try await sealAgain(logger)
                } catch {
                    if Task.isCancelled { return }
                    logger.warning(
                        "secrets under old data keys could not be sealed again",
                        metadata: ["error.type": "\(type(of: error))"])
                }
            }
        }
    }

    /// Looks once.
    package func sealAgain(_ logger: Logger = Logger(label: "tenon.keys")) async throws {
        let outcome = try await rotation.finish()
        let before = damaged.withLock { damaged in
            defer { damaged = outcome.damagedCount }
            return damaged
        }
        if outcome.resealed > 0 {
            logger.info("secrets were sealed with newer data keys", metadata: ["count": "\(outcome.resealed)"])
        }
        if outcome.damagedCount != before {
            logger.error(
                "sealed secrets do not open, and keep their old data keys",
                metadata: ["count": "\(outcome.damagedCount)"])
        }
    }
}
