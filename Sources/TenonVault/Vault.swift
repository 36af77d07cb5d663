// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Synchronization
package import TenonDomain

/// Envelope encryption: root keys wrap a data key per team, data keys seal secrets.
package final class Vault: Sendable {
    private struct State {
        var ring: RootKeyRing
        var cache = SealerCache()
    }

    private let source: KeyRingSource
    private let store: any DataKeyStore
    private let randomness: any Randomness
    private let clock: any WallClock
    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<State>

    /// Loads the ring; `elapsed` tells the time since some moment, the machine's when `nil`.
    ///
    /// - Throws: ``VaultError``.
    package init(
        source: KeyRingSource, store: any DataKeyStore, randomness: any Randomness, clock: any WallClock,
        elapsed: (@Sendable () -> Duration)? = nil
    ) throws {
        self.source = source
        self.store = store
        self.randomness = randomness
        self.clock = clock
        let origin = ContinuousClock.now
        self.elapsed = elapsed ?? { ContinuousClock.now - origin }
        state = Mutex(State(ring: try source.load()))
    }

    /// The team's active data key; the first call for a team makes it.
    package func sealer(for team: TeamID) async throws -> Sealer {
        let now = elapsed()
        if let known = state.withLock({ $0.cache.activeSealer(of: team, at: now) }) { return known }
        return try await newestSealer(for: team)
    }

    /// The key that the database has as the team's active one now.
    func newestSealer(for team: TeamID) async throws -> Sealer {
        let now = elapsed()
        var wrapped = try await store.activeDataKey(of: team)
        if wrapped == nil { wrapped = try await makeDataKey(for: team) }
        guard let wrapped else { throw TenonError(.internalError, "A data key could not be made.") }
        let sealer = try unwrap(wrapped)
        state.withLock { $0.cache.remember(sealer, isActive: true, since: now) }
        return sealer
    }

    /// Opens the secret of the connection `row` of the team.
    ///
    /// - Throws: ``VaultError`` when it was changed, moved, or its key cannot be had.
    package func open(_ sealed: SealedSecret, team: TeamID, row: ConnectionID) async throws -> Secret {
        try await open(sealed, team: team, in: .connection(row))
    }

    /// Opens what the team's data key sealed for that place.
    ///
    /// - Throws: ``VaultError`` when it was changed, moved, or its key cannot be had.
    package func open(_ sealed: SealedSecret, team: TeamID, in place: SealedPlace) async throws -> Secret {
        let now = elapsed()
        if let sealer = state.withLock({ $0.cache.sealer(sealed.keyID, at: now) }) {
            // A key that is in memory already opens no more than one that has to be fetched.
            guard sealer.team == team else { throw VaultError.secretDoesNotOpen }
            return try sealer.open(sealed, in: place)
        }
        guard let wrapped = try await store.dataKey(sealed.keyID) else {
            throw VaultError.dataKeyMissing(sealed.keyID)
        }
        // The team is part of what the secret is bound to: that of the key's row does not count.
        guard wrapped.teamID == team else { throw VaultError.secretDoesNotOpen }
        let sealer = try unwrap(wrapped)
        state.withLock { $0.cache.remember(sealer, isActive: false, since: now) }
        return try sealer.open(sealed, in: place)
    }

    /// Proves that the ring opens every data key there is.
    ///
    /// - Throws: ``VaultError`` that names the key which is missing or does not open.
    package func checkAll() async throws {
        var last: DataKeyID?
        while true {
            let page = try await store.dataKeys(after: last, limit: Vault.pageSize)
            for wrapped in page { _ = try unwrap(wrapped) }
            guard page.count == Vault.pageSize else { return }
            last = page.last?.id
        }
    }

    /// Proves that the ring can still be read where it is kept: a restart needs it.
    package func checkRing() throws { _ = try source.load() }

    /// Makes the team's data key, or returns the one that another caller made first.
    private func makeDataKey(for team: TeamID) async throws -> WrappedDataKey {
        try await whileRingStays { [self] in try await store.insertActive(try newDataKey(for: team, at: clock.now())) }
    }

    /// Runs `body`, which makes data keys, while no root key is retired.
    func whileRingStays<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        // The ring in memory may be out of date, and its active key retired: what is wrapped with that is lost.
        try await source.whileLocked(.shared) { [self] in
            let ring = try source.load()
            state.withLock { $0.ring = ring }
            return try await body()
        }
    }

    /// A key that is nowhere yet, wrapped by the active root key; called inside ``whileRingStays(_:)``.
    func newDataKey(for team: TeamID, at now: Timestamp) throws -> WrappedDataKey {
        let id = DataKeyID("dk_" + randomness.bytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        let ring = state.withLock(\.ring)
        guard let root = ring.key(ring.activeKeyID) else { throw VaultError.rootKeyMissing(id: ring.activeKeyID) }
        let box = try root.wrap(SymmetricKey(data: randomness.bytes(RootKey.bytesCount)), id: id, team: team)
        return WrappedDataKey(
            id: id, teamID: team, rootKeyID: root.id, box: box, createdAt: now, isActive: true)
    }

    private func unwrap(_ wrapped: WrappedDataKey) throws -> Sealer {
        guard let root = try rootKey(wrapped.rootKeyID) else {
            throw VaultError.rootKeyMissing(id: wrapped.rootKeyID)
        }
        guard let key = root.unwrap(wrapped) else {
            throw VaultError.dataKeyDoesNotOpen(id: wrapped.id, rootKeyID: root.id)
        }
        return Sealer(keyID: wrapped.id, team: wrapped.teamID, key: key)
    }

    /// The key of the ring in memory, or of the ring read anew: another process may have rotated.
    private func rootKey(_ id: String) throws -> RootKey? {
        if let key = state.withLock({ $0.ring.key(id) }) { return key }
        let ring = try source.load()
        state.withLock { $0.ring = ring }
        return ring.key(id)
    }
}

// MARK: - Root keys

extension Vault {
    private static let pageSize = 500

    /// What became of a rotation.
    package struct Rotation: Sendable, Hashable {
        package let activeKeyID: String
        /// How many data keys it wrapped anew.
        package let rewrapped: Int
    }

    /// How a root key is used.
    package struct Usage: Sendable, Hashable {
        package let id: String
        /// `nil` when the key is not in the ring.
        package let createdAt: Timestamp?
        package let isActive: Bool
        package let dataKeys: Int
    }

    /// Adds a root key to the ring, makes it active and wraps every data key with it.
    ///
    /// The ring is on stable storage before the first data key changes. A rotation that was cut short leaves keys under
    /// older root keys, all of them still in the ring: the next rotation takes them along.
    package func rotateRoot(audit: (_ activeKeyID: String) -> AuditDraft) async throws -> Rotation {
        let ring = try await source.whileLocked(.exclusive) { [self] in
            var ring = try source.load()
            ring.rotate(randomness: randomness, at: clock.now())
            try source.save(ring)
            state.withLock { $0.ring = ring }
            return ring
        }
        return Rotation(activeKeyID: ring.activeKeyID, rewrapped: try await rewrap(audit: audit(ring.activeKeyID)))
    }

    private func rewrap(audit: AuditDraft) async throws -> Int {
        let ring = state.withLock(\.ring)
        guard let root = ring.key(ring.activeKeyID) else { throw VaultError.rootKeyMissing(id: ring.activeKeyID) }
        var rewrapped = 0
        var last: DataKeyID?
        while true {
            let page = try await store.dataKeys(after: last, limit: Vault.pageSize)
            let changes = try page.filter { $0.rootKeyID != root.id }.map { wrapped in
                let sealer = try unwrap(wrapped)
                let box = try sealer.wrapped(by: root)
                let key = WrappedDataKey(
                    id: wrapped.id, teamID: wrapped.teamID, rootKeyID: root.id, box: box,
                    createdAt: wrapped.createdAt, isActive: wrapped.isActive)
                return (key: key, expectedRootKeyID: wrapped.rootKeyID)
            }
            if !changes.isEmpty { rewrapped += try await store.rewrap(changes, audit: audit) }
            guard page.count == Vault.pageSize else { return rewrapped }
            last = page.last?.id
        }
    }

    /// Every root key of the ring, and every other that data keys still need.
    package func usage() async throws -> [Usage] {
        let counts = try await store.rootKeyUsage()
        let ring = try source.load()
        let missing = Set(counts.keys).subtracting(ring.keyIDs).sorted()
        return (ring.keyIDs + missing).map { id in
            Usage(
                id: id, createdAt: ring.createdAt(id), isActive: id == ring.activeKeyID, dataKeys: counts[id] ?? 0)
        }
    }

    /// Takes a root key out of the ring for good, once no data key needs it.
    package func retire(rootKeyID id: String) async throws {
        try await source.whileLocked(.exclusive) { [self] in
            var ring = try source.load()
            guard ring.key(id) != nil else { throw VaultError.rootKeyMissing(id: id) }
            guard ring.activeKeyID != id else { throw VaultError.rootKeyActive(id: id) }
            let dataKeys = try await store.rootKeyUsage()[id] ?? 0
            guard dataKeys == 0 else { throw VaultError.rootKeyInUse(id: id, dataKeys: dataKeys) }
            ring.remove(id)
            try source.save(ring)
            state.withLock { $0.ring = ring }
        }
    }
}
