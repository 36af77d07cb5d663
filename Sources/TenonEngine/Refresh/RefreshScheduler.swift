// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TenonCatalog
package import TenonDomain

/// Refreshes ahead of time what ends soon, so that callers hardly ever wait.
///
/// Looks a page at a time at what is due, and never holds more than that; several processes may do so on one database.
package final class RefreshScheduler: Sendable {
    /// How often it looks when nothing else makes it.
    static let interval: Duration = .seconds(1)
    /// How many due connections it looks at, at a time.
    static let pageMax = 500
    /// How many refreshes are under way.
    static let totalMax = 128
    /// How many refreshes of one connection type run at a time: a provider is not flooded, and one that hangs holds up
    /// nobody else's.
    static let perTypeMax = 16
    /// How many due connections of one type it looks at: those that are taken up at this moment may still be among them.
    static let perTypeLook = 2 * perTypeMax

    private struct State {
        var underWay: [String: Set<ConnectionID>] = [:]
        var total = 0
    }

    private let refresher: Refresher
    private let grants: any GrantStore
    private let catalog: CatalogSource
    private let clock: any WallClock
    private let state = Mutex(State())
    private let looks: AsyncStream<Void>
    private let look: AsyncStream<Void>.Continuation

    package init(refresher: Refresher, grants: any GrantStore, catalog: CatalogSource, clock: any WallClock) {
        self.refresher = refresher
        self.grants = grants
        self.catalog = catalog
        self.clock = clock
        (looks, look) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Looks no more: ``run()`` ends when what is under way has.
    package func stop() { look.finish() }

    /// Looks and refreshes until ``stop()`` is called.
    package func run() async {
        let logger = Logger(label: "tenon.refresh")
        await withDiscardingTaskGroup { group in
            group.addTask { [look] in
                while !Task.isCancelled {
                    if case .terminated = look.yield() { return }
                    // A cancelled sleep ends the ticking.
                    try? await Task.sleep(for: Self.interval)
                }
            }
            for await _ in looks {
                do {
                    // In any order: nodes that look at the same time do not all take the same ones.
                    for sealed in try await due().shuffled() where take(sealed) {
                        group.addTask { [self] in
                            await refresher.refreshDue(sealed)
                            giveBack(sealed)
                        }
                    }
                } catch {
                    logger.warning("due refreshes cannot be read", metadata: ["error.type": "\(type(of: error))"])
                }
            }
        }
    }

    private func due() async throws -> [SealedConnection] {
        let full = state.withLock { Set($0.underWay.filter { $0.value.count >= Self.perTypeMax }.keys) }
        // In any order: when there is not room for all, no type is always the last.
        return try await grants.dueForRefresh(
            at: clock.now(), ofTypes: catalog.current.names.subtracting(full).shuffled(),
            perTypeMax: Self.perTypeLook, limit: Self.pageMax)
    }

    private func take(_ sealed: SealedConnection) -> Bool {
        state.withLock { state in
            let connections = state.underWay[sealed.connection.type, default: []]
            guard state.total < Self.totalMax, connections.count < Self.perTypeMax,
                !connections.contains(sealed.connection.id)
            else { return false }
            state.underWay[sealed.connection.type, default: []].insert(sealed.connection.id)
            state.total += 1
            return true
        }
    }

    /// Makes room, and looks again when there is enough of it to be worth a look.
    private func giveBack(_ sealed: SealedConnection) {
        let hasRoom = state.withLock { state in
            let type = sealed.connection.type
            state.underWay[type]?.remove(sealed.connection.id)
            state.total -= 1
            let left = state.underWay[type]?.count ?? 0
            if left == 0 { state.underWay[type] = nil }
            return left == Self.perTypeMax / 2 || state.total == Self.totalMax / 2
        }
        if hasRoom { look.yield() }
    }
}
