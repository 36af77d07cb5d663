// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import TenonStore

/// An installation that has been set up, and the stores on it.
struct Fixture {
    let database: any SQLDatabase
    let access: SQLAccessStore
    let connections: SQLConnectionStore
    let scenarios: SQLScenarioStore
    let audit: SQLAuditStore
    let keys: SQLDataKeyStore
    let team: Team
    let owner: User

    static let now = Timestamp(milliseconds: 1_700_000_000_000)
    static let tokenHash = [UInt8](repeating: 7, count: 32)

    init(_ backend: Backend) async throws { try await self.init(backend.open()) }

    init(_ database: any SQLDatabase) async throws {
        self.database = database
        access = SQLAccessStore(database)
        connections = SQLConnectionStore(database)
        scenarios = SQLScenarioStore(database)
        audit = SQLAuditStore(database)
        keys = SQLDataKeyStore(database)
        team = try await access.initialize(Self.installation, at: Self.now)
        let page = Page()
        guard let first = try await access.users(in: team.organizationID, page: page).first else { throw Missing() }
        owner = first
        _ = try await keys.insertActive(Self.key("key-\(team.id)", of: team.id))
    }

    struct Missing: Error {}

    static let installation = NewInstallation(
        organizationName: "Acme", teamName: "First", ownerName: "Ada", ownerEmail: "Ada@Example.com",
        tokenHash: tokenHash, tokenHint: "1234")

    static func key(_ id: String, of team: TeamID, rootKeyID: String = "root-1") -> WrappedDataKey {
        WrappedDataKey(
            id: DataKeyID(id), teamID: team, rootKeyID: rootKeyID, box: Array("box of \(id)".utf8), createdAt: now,
            isActive: true)
    }

    func draft(_ action: AuditAction, team: TeamID? = nil, details: JSONObject = [:]) -> AuditDraft {
        AuditDraft(
            organizationID: self.team.organizationID, teamID: team ?? self.team.id, action: action,
            actor: AuditActor(userID: owner.id, tokenID: TokenID(1), address: "192.0.2.7", requestID: "req-1"),
            subject: nil, details: details, at: Self.now)
    }

    func addTeam(_ name: String) async throws -> Team {
        let team = try await access.insert(
            teamNamed: name, in: team.organizationID, admin: owner.id, at: Self.now, audit: draft(.teamCreated))
        _ = try await keys.insertActive(Self.key("key-\(team.id)", of: team.id))
        return team
    }

    func addUser(_ email: String) async throws -> User {
        try await access.insert(
            user: NewUser(
                organizationID: team.organizationID, name: "Someone", email: email, organizationRole: .member,
                createdAt: Self.now),
            audit: draft(.userCreated))
    }

    /// Adds a connection with a box that names its row and version.
    @discardableResult
    func addConnection(
        _ name: String = "crm", type: String = "make", in team: TeamID? = nil, scopes: [String] = []
    ) async throws -> Connection {
        let team = team ?? self.team.id
        let draft = NewConnection(
            teamID: team, name: name, type: type, definitionVersion: 1, requestedScopes: scopes, health: .unknown,
            createdBy: owner.id, createdAt: Self.now)
        return try await connections.insert(
            draft, audit: self.draft(.connectionCreated, team: team), seal: Self.sealing(team))
    }

    static func sealing(_ team: TeamID, text: String = "box") -> Sealing {
        { id, version in
            SealedSecret(
                keyID: DataKeyID("key-\(team)"), version: version, box: Array("\(text) \(id) \(version)".utf8))
        }
    }

    func addScenario(_ name: String, naming connections: [Connection]) async throws -> Scenario {
        try await scenarios.insert(
            NewScenario(
                teamID: team.id, name: name, blueprint: "{}", scheduling: "{}",
                references: connections.map { ConnectionReference(id: $0.id, type: $0.type) }, createdAt: Self.now),
            audit: draft(.scenarioCreated))
    }

    /// The organization's entries behind the first, which the set-up made.
    func entries() async throws -> [AuditEvent] {
        try await audit.events(of: team.organizationID, after: 1, limit: 10_000)
    }

    /// Whether the chain holds from its first entry to the head.
    func chainHolds() async throws -> Bool {
        var (sequence, hash): (Int64, [UInt8]) = (0, AuditChain.origin)
        for event in try await audit.events(of: team.organizationID, after: 0, limit: 10_000) {
            guard AuditChain.accepts(event, after: sequence, hash: hash) else { return false }
            (sequence, hash) = (event.sequence, event.hash)
        }
        guard let head = try await audit.head(of: team.organizationID) else { return false }
        return head.sequence == sequence && head.hash == hash
    }
}

/// The code of the error that `body` throws, or `nil` when it throws none of ours.
func code(_ body: () async throws -> Void) async -> TenonError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? TenonError)?.code
    }
}
