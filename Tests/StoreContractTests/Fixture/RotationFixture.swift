// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain
import TenonStore
import TenonVault
import Testing

/// A clock that tests move.
final class MovedClock: WallClock {
    private let time = Mutex(Fixture.now)

    func now() -> Timestamp { time.withLock(\.self) }
    func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}

/// An installation whose secrets a real vault seals, on a ring of its own.
struct RotationFixture {
    let fixture: Fixture
    let clock = MovedClock()
    let vault: Vault
    let rotation: DataKeyRotation
    private let ring: KeyRingFile

    init(_ backend: Backend) async throws { try await self.init(backend.open()) }

    init(_ database: any SQLDatabase) async throws {
        fixture = try await Fixture(database)
        // The fixture's own key opens nothing.
        _ = try await database.write { try $0.change("DELETE FROM data_keys") }
        ring = KeyRingFile(path: TemporaryDirectory.path + "/keyring.json")
        try ring.save(RootKeyRing(randomness: SystemRandomness(), at: Fixture.now))
        vault = try Vault(
            source: .file(ring), store: SQLDataKeyStore(database), randomness: SystemRandomness(), clock: clock)
        rotation = DataKeyRotation(vault: vault, store: SQLDataKeyStore(database), clock: clock)
    }

    var team: TeamID { fixture.team.id }
    var keys: SQLDataKeyStore { fixture.keys }

    /// A vault of another server, which remembers what it has read for good.
    func staleVault() throws -> Vault {
        try Vault(
            source: .file(ring), store: keys, randomness: SystemRandomness(), clock: clock, elapsed: { .zero })
    }

    /// A vault that remembers nothing yet.
    func freshVault() throws -> Vault {
        try Vault(source: .file(ring), store: keys, randomness: SystemRandomness(), clock: clock)
    }

    func addTeam(_ name: String) async throws -> TeamID {
        try await fixture.access.insert(
            teamNamed: name, in: fixture.team.organizationID, admin: fixture.owner.id, at: Fixture.now,
            audit: fixture.draft(.teamCreated)
        ).id
    }

    @discardableResult
    func addConnection(_ text: String, in team: TeamID? = nil) async throws -> ConnectionID {
        let team = team ?? self.team
        let sealer = try await vault.sealer(for: team)
        return try await fixture.connections.insert(
            NewConnection(
                teamID: team, name: "c", type: "make", definitionVersion: 1, requestedScopes: [], health: .unknown,
                createdBy: fixture.owner.id, createdAt: Fixture.now),
            audit: fixture.draft(.connectionCreated, team: team)
        ) { id, version in try sealer.seal(Secret(text), row: id, version: version) }.id
    }

    /// Puts one secret of each kind into the team: as many as there are tables.
    func addOneOfEach(_ text: String) async throws {
        let (sealer, organization) = (try await vault.sealer(for: team), fixture.team.organizationID)
        let id = try await addConnection(text)
        let connection = try #require(try await fixture.connections.connection(id))
        try await fixture.grants.storePending(
            try sealer.seal(Secret(text), in: .pendingData(of: id), version: 2), definitionVersion: 1, of: id,
            in: team,
            audit: fixture.draft(.connectionDataChanged))
        let box = try sealer.seal(Secret(text), in: .authorization(ticketHash: Fixture.hash(1)), version: 1)
        let start = Authorization.Start(
            stateHash: Fixture.hash(2), browserHash: Fixture.hash(3), box: box, pollAt: nil)
        try await fixture.authorizations.insert(
            fixture.authorization(1, of: connection, start: start),
            audit: fixture.draft(.connectionAuthorizationStarted))
        try await fixture.installations.put(
            AppInstallation(
                organizationID: organization, type: "google", teamID: team,
                box: try sealer.seal(Secret(text), in: .installation("google", of: organization), version: 1),
                updatedAt: Fixture.now), audit: fixture.draft(.installationChanged))
        let webhook = NewWebhook(
            organizationID: organization, teamID: nil, name: "hook", url: "https://ops.example.com/", events: [],
            keyTeamID: team, createdAt: Fixture.now)
        _ = try await fixture.webhooks.insert(webhook, audit: fixture.draft(.webhookCreated)) { id in
            try sealer.seal(Secret(text), in: .webhook(id), version: 1)
        }
    }

    /// Every sealed row there is.
    func rows() async throws -> [SealedRow] {
        var rows: [SealedRow] = []
        for key in try await rotation.usage() {
            rows += try await keys.rows(under: key.id, after: nil, limit: 10_000)
        }
        return rows
    }

    /// What the rows hold, opened by a vault that has nothing in memory.
    func texts() async throws -> [String] {
        let vault = try freshVault()
        var texts: [String] = []
        for row in try await rows() {
            texts.append(try await vault.open(row.secret, team: row.teamID, in: row.place).reveal())
        }
        return texts
    }

    @discardableResult
    func begin(in team: TeamID? = nil, evenIfUnfinished: Bool = false) async throws -> DataKeyRotation.Beginning {
        try await rotation.begin(in: team, evenIfUnfinished: evenIfUnfinished, actor: .system)
    }

    func oldKeys() async throws -> [DataKeyUsage] { try await rotation.usage().filter { !$0.isActive } }
}
