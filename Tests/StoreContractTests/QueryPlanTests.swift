// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain
import TenonStore
import Testing

/// No query that a request can cause walks through a whole table or sorts what an index has in order.
@Suite(.temporaryDirectory) struct QueryPlanTests {
    @Test(arguments: Backend.allCases)
    func `reading and changing goes by indexes`(_ backend: Backend) async throws {
        let explained = ExplainingDatabase(try await backend.open(), backend)
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        try await useEverything(fixture)

        let plans = explained.plans.all
        #expect(plans.count > 30)
        for (sql, plan) in plans {
            for step in plan {
                // What SQLite would do for a pending foreign key, and skips as long as none is pending: always.
                if sql.hasPrefix("INSERT INTO users"), step.hasPrefix("SCAN connection") { continue }
                #expect(!backend.isScan(step), "\(sql): \(step)")
                // Types that a list is narrowed to come from several stretches of the index, so those are sorted.
                let isSorted = backend.isSort(step) && !sql.contains("type IN") && !sql.contains(" JOIN ")
                #expect(!isSorted, "\(sql): \(step)")
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `the list of a team's connections comes in the order of its index`(_ backend: Backend) async throws {
        let explained = ExplainingDatabase(try await backend.open(), backend)
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        for direction in Page.Direction.allCases {
            _ = try await fixture.connections.connections(
                in: fixture.team.id, types: nil, page: Page(limit: 10, direction: direction))
        }
        _ = try await fixture.connections.connections(in: fixture.team.id, types: ["make"], page: Page(limit: 10))
        #expect(explained.plans.all.count == 3)
        for (sql, plan) in explained.plans.all {
            #expect(
                plan.contains { $0.contains(#/(?i)using( covering)? index connections_by_|using connections_by_/#) },
                "\(plan)")
            #expect(!plan.contains(where: backend.isSort), "\(sql): \(plan)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `searching connections stays in the stretches of its teams`(_ backend: Backend) async throws {
        let explained = ExplainingDatabase(try await backend.open(), backend)
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        for state in [nil] + ConnectionState.allCases.map(Optional.some) {
            for order in ConnectionOrder.allCases {
                _ = try await SQLConnectionSearch(explained).search(
                    ConnectionSearch(
                        teams: [fixture.team.id], text: "x", type: "make", state: state, order: order,
                        now: Fixture.now))
            }
        }
        #expect(explained.plans.all.count > 3)
        for (sql, plan) in explained.plans.all {
            // What has been found and cut off is counted, whole.
            for step in plan where !step.contains("counted") { #expect(!backend.isScan(step), "\(sql): \(step)") }
        }
    }

    @Test(arguments: Backend.allCases)
    func `what is due for refresh comes in the order of its index`(_ backend: Backend) async throws {
        let explained = ExplainingDatabase(try await backend.open(), backend)
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        let connection = try await fixture.addConnection("due", type: "google")
        try await fixture.authorize(connection, token: Fixture.token(due: 1))
        explained.plans.forget()
        _ = try await fixture.grants.dueForRefresh(
            at: Fixture.after(2), ofTypes: ["google", "slack"], perTypeMax: 10, limit: 10)
        #expect(explained.plans.all.count == 2)
        for (sql, plan) in explained.plans.all {
            #expect(plan.contains { $0.contains("connections_due") }, "\(sql): \(plan)")
            #expect(!plan.contains { backend.isSort($0) || backend.isScan($0) }, "\(sql): \(plan)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `the audit log is searched in the order of an index, whatever narrows it`(_ backend: Backend) async throws {
        let explained = ExplainingDatabase(try await backend.open(), backend)
        let fixture = try await Fixture(explained)
        let filters: [(AuditFilter, String)] = [
            (AuditFilter(), "audit_events_by_time"), (AuditFilter(from: Fixture.now), "audit_events_by_time"),
            (AuditFilter(from: Fixture.now, to: Fixture.after(9)), "audit_events_by_time"),
            (AuditFilter(action: .connectionUsed), "audit_events_by_action"),
            (AuditFilter(userID: fixture.owner.id, to: Fixture.now), "audit_events_by_actor"),
            (AuditFilter(teamID: fixture.team.id), "audit_events_by_team"),
            (AuditFilter(subject: "connection:1", from: Fixture.now), "audit_events_by_subject"),
        ]
        for (filter, index) in filters {
            for (direction, sequence) in [(Page.Direction.descending, Int64?.none), (.ascending, 1)] {
                explained.plans.forget()
                _ = try await fixture.audit.events(
                    of: fixture.team.organizationID, matching: filter, behind: sequence,
                    page: Page(limit: 10, sortBy: .id, direction: direction))
                for (sql, plan) in explained.plans.all where sql.hasPrefix("SELECT *") {
                    #expect(plan.contains { $0.contains(index) }, "\(sql): \(plan)")
                    #expect(!plan.contains { backend.isSort($0) || backend.isScan($0) }, "\(sql): \(plan)")
                }
                #expect(explained.plans.all.count == (sequence == nil ? 1 : 2))
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `what is due to be verified or delivered comes in the order of its index`(_ backend: Backend) async throws {
        let explained = ExplainingDatabase(try await backend.open(), backend)
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        for excluded in [[], ["google"], ["google", "slack", "make"]] {
            _ = try await fixture.claim(excluding: excluded.indices.map { WebhookID(Int64($0)) })
        }
        _ = try await fixture.checks.claimChecks(
            at: Fixture.now, until: Fixture.now, ofTypes: ["make", "x"], perTypeMax: 9, limit: 10)
        _ = try await fixture.checks.replan("make", laterThan: Fixture.now)
        _ = try await fixture.checks.planChecks(limit: 9) { Fixture.now }
        _ = try await fixture.webhooks.removeEnded(before: Fixture.now, limit: 9)
        #expect(explained.plans.all.count == 7)
        for (sql, plan) in explained.plans.all {
            let index = sql.contains("check_at") ? "connection_watches_" : "webhook_deliveries_"
            #expect(plan.contains { $0.contains(index) }, "\(sql): \(plan)")
            #expect(!plan.contains { backend.isSort($0) || backend.isScan($0) }, "\(sql): \(plan)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a token is looked up by the index on its hash`(_ backend: Backend) async throws {
        let explained = ExplainingDatabase(try await backend.open(), backend)
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        _ = try await fixture.access.grant(tokenHash: Fixture.tokenHash)
        let steps = explained.plans.all.values.flatMap { $0 }
        switch backend {
        case .sqlite:
            #expect(steps.contains { $0.hasPrefix("SEARCH api_tokens USING INDEX") && $0.contains("(hash=?)") })
        case .postgres: #expect(steps.contains { $0.contains("Index Scan using api_tokens_hash_key on api_tokens") })
        }
        #expect(explained.plans.all.count == 3)
    }

    @Test(arguments: Backend.allCases)
    func `an archive reads tables in the order of their keys, by index and without sorting`(
        _ backend: Backend
    ) async throws {
        let database = try await backend.open()
        let fixture = try await Fixture(database)
        for number in 0..<501 { try await fixture.addConnection("c\(number)") }
        let explained = ExplainingDatabase(database, backend)
        let file = try ArchiveFile.temporary(in: TemporaryDirectory.path)
        _ = try await ArchiveWriter(explained, program: "test", clock: SystemWallClock()).write(to: file)
        let pages = explained.plans.all.filter { $0.key.hasSuffix("LIMIT 500") }
        #expect(pages.count { $0.key.contains("WHERE") } >= 3, "connections, their secrets, the audit log")
        for (sql, plan) in pages {
            #expect(!plan.contains(where: backend.isSort), "\(sql): \(plan)")
            if sql.contains("WHERE") { #expect(!plan.contains(where: backend.isScan), "\(sql): \(plan)") }
        }
    }

    @Test(arguments: Backend.allCases)
    func `what is sealed with a key is walked through, counted and looked for by index`(
        _ backend: Backend
    ) async throws {
        let database = try await backend.open()
        let rotation = try await RotationFixture(database)
        try await rotation.addOneOfEach("s")
        let explained = ExplainingDatabase(database, backend)
        let keys = SQLDataKeyStore(explained)
        let key = try #require(try await rotation.keys.activeDataKey(of: rotation.team))
        let rows = try await keys.rows(under: key.id, after: nil, limit: 99)
        #expect(rows.count == SealedTable.all.count)
        for row in rows { _ = try await keys.rows(under: key.id, after: row, limit: 1) }
        #expect(try await keys.reseal(rows.map { ($0, $0.secret) }) == rows.count)
        _ = try await keys.usage(of: nil, isActive: false, after: nil, limit: 9)
        _ = try await keys.usage(of: rotation.team, isActive: true, after: nil, limit: 9)
        _ = try await keys.noteUnused(key.id, of: rotation.team, at: Fixture.now)
        _ = try await keys.drop(
            key.id, of: rotation.team, unusedSince: Fixture.now, audit: rotation.fixture.draft(.dataKeyDropped))
        #expect(explained.plans.all.count >= 3 * SealedTable.all.count + 4)
        for (sql, plan) in explained.plans.all {
            #expect(!plan.contains { backend.isSort($0) || backend.isScan($0) }, "\(sql): \(plan)")
            guard sql.hasPrefix("SELECT") else { continue }
            #expect(plan.contains { $0.contains("_by_key") }, "\(sql): \(plan)")
        }
    }

    private func useSignIn(_ fixture: Fixture) async throws {
        let store = SQLSignInStore(fixture.database)
        let (user, now) = (fixture.owner.id, Fixture.now)
        let hash = PasswordHash(encoded: "x")
        _ = try await store.hasPassword()
        _ = try await store.claim(
            user, name: "Ada", email: "ada@example.com", password: hash, at: now,
            audit: fixture.draft(.serverClaimed))
        _ = try await store.user(email: "ada@example.com")
        _ = try await store.password(of: user)
        let token = [UInt8](repeating: 3, count: 32)
        let invitation = NewInvitation(
            userID: user, tokenHash: token, createdBy: user, createdAt: now, endsAt: now.advanced(by: .seconds(9)))
        try await store.insert(invitation: invitation, audit: fixture.draft(.userInvited))
        _ = try await store.invitation(tokenHash: token, at: now)
        _ = try await store.invitations(in: fixture.team.organizationID, at: now)
        _ = try await store.accept(
            invitation: token, name: "Ada", password: hash, at: now, audit: fixture.draft(.invitationAccepted))
        _ = try await store.deleteInvitation(of: user, audit: fixture.draft(.invitationDeleted))
        let session = NewSession(
            userID: user, method: .password, tokenHash: token, createdAt: now, endsAt: now.advanced(by: .seconds(9)),
            address: nil, userAgent: nil)
        let made = try await store.insert(session: session, audit: fixture.draft(.signedIn))
        _ = try await store.session(tokenHash: token)
        try await store.touch(session: made.id, at: now)
        _ = try await store.sessions(of: user, at: now)
        _ = try await store.end(session: made.id, of: user, audit: fixture.draft(.sessionEnded))
        _ = try await store.endSessions(of: user, keeping: nil, audit: fixture.draft(.sessionEnded))
        try await store.setPassword(
            hash, of: user, keeping: nil, at: now, audit: fixture.draft(.passwordChanged))
        try await store.forgetEnded(at: now)
        let identity = ProviderIdentity(issuer: "https://id.example.com", subject: "1")
        try await store.insert(identity: identity, of: user, at: now, audit: fixture.draft(.identityBound))
        _ = try await store.user(identity: identity)
    }

    func useEverything(_ fixture: Fixture) async throws {
        let team = fixture.team.id
        let page = Page(limit: 10)
        let connection = try await fixture.addConnection()
        let user = try await fixture.addUser("b@example.com")
        let scenario = try await fixture.addScenario("s", naming: [connection])
        _ = try await fixture.addTeam("Other")
        _ = try await fixture.connections.connections(in: team, types: nil, page: page)
        _ = try await fixture.connections.connections(in: team, types: nil, page: Page(sortBy: .id))
        _ = try await fixture.connections.connections(in: team, types: ["make", "x", "y"], page: page)
        _ = try await fixture.connections.connection(connection.id)
        _ = try await fixture.connections.sealedConnection(connection.id)
        _ = try await fixture.connections.rename(
            connection.id, in: team, to: "x", at: Fixture.now, audit: fixture.draft(.connectionRenamed))
        try await fixture.connections.replaceSecret(
            of: connection.id, in: team, expectedVersion: 1, definitionVersion: 1, at: Fixture.now,
            audit: fixture.draft(.connectionDataChanged), seal: Fixture.sealing(team))
        try await fixture.connections.record(
            VerificationRecord(secretVersion: 2, health: .ok, identity: .init(), at: Fixture.now),
            of: connection.id, in: team, audit: fixture.draft(.connectionVerified))
        try await useGrants(fixture, connection, version: 2)
        try await useSignIn(fixture)
        try await watch(fixture, connection)
        _ = try await fixture.scenarios.scenarios(in: team, page: page)
        _ = try await fixture.scenarios.scenarios(using: connection.id, in: team)
        _ = try await fixture.scenarios.update(scenario, references: [], audit: fixture.draft(.scenarioChanged))
        _ = try await fixture.scenarios.delete(scenario.id, in: team, audit: fixture.draft(.scenarioDeleted))
        _ = try await fixture.connections.delete(
            connection.id, in: team, evenIfUsed: true, audit: fixture.draft(.connectionDeleted))
        let grant = try await fixture.access.grant(tokenHash: Fixture.tokenHash)
        let token = try #require(grant?.token.id)
        try await fixture.access.touch(token: token, at: Fixture.now)
        _ = try await fixture.access.tokens(of: user.id)
        _ = try await fixture.access.revoke(
            token: token, of: fixture.owner.id, at: Fixture.now, audit: fixture.draft(.tokenRevoked))
        _ = try await fixture.access.teams(in: fixture.team.organizationID, of: nil, page: page)
        _ = try await fixture.access.teams(in: fixture.team.organizationID, of: user.id, page: page)
        _ = try await fixture.access.users(in: fixture.team.organizationID, page: page)
        _ = try await fixture.access.members(in: team)
        _ = try await fixture.access.memberCounts(in: fixture.team.organizationID)
        for role in [TeamRole.member, nil] {
            try await fixture.access.setRole(role, of: user.id, in: team, audit: fixture.draft(.membershipChanged))
        }
        _ = try await fixture.audit.events(of: fixture.team.organizationID, after: 0, limit: 5)
        _ = try await fixture.audit.head(of: fixture.team.organizationID)
        let keys = try await fixture.keys.dataKeys(after: DataKeyID("a"), limit: 5)
        _ = try await fixture.keys.rewrap(
            keys.map { (key: $0, expectedRootKeyID: "root-1") }, audit: fixture.draft(.rootKeyRotated))
    }
}

extension QueryPlanTests {
    /// Everything that the stores of grants, authorizations, links and installations can do.
    private func useGrants(_ fixture: Fixture, _ connection: Connection, version: Int64) async throws {
        let (team, page) = (fixture.team.id, Page(limit: 10))
        let lease = try await fixture.lease(connection, expecting: version)
        _ = try await fixture.grants.renew(lease, until: Fixture.after(9))
        #expect(try await fixture.fail(lease, Fixture.trouble(.provider)))
        #expect(try await fixture.complete(try await fixture.lease(connection, expecting: version)) != nil)
        _ = try await fixture.grants.dueForRefresh(
            at: Fixture.now, ofTypes: ["make", "x"], perTypeMax: 2, limit: 5)
        try await fixture.grants.storePending(
            fixture.box("p"), definitionVersion: 1, of: connection.id, in: team,
            audit: fixture.draft(.connectionDataChanged))
        _ = try await fixture.grants.pendingData(of: connection.id, in: team)
        #expect(try await fixture.authorize(connection, expecting: version + 1) != nil)
        try await fixture.grants.recordMissingScopes(["a"], of: connection.id, in: team, at: Fixture.now)
        try await fixture.grants.endGrant(
            of: connection.id, in: team, trouble: Fixture.trouble(.revoked), audit: fixture.draft(.connectionRevoked))
        let started = fixture.start(1, poll: 0)
        for number in 1...2 {
            try await fixture.authorizations.insert(
                fixture.authorization(number, of: connection, start: number == 1 ? nil : fixture.start(2, poll: 0)),
                audit: fixture.draft(.connectionAuthorizationStarted))
        }
        _ = try await fixture.authorizations.authorization(ticketHash: Fixture.hash(1), at: Fixture.now)
        #expect(try await fixture.authorizations.start(Fixture.hash(1), with: started, at: Fixture.now))
        _ = try await fixture.authorizations.authorization(stateHash: started.stateHash, at: Fixture.now)
        #expect(
            try await fixture.authorizations.duePolls(at: Fixture.now, next: Fixture.after(9), limit: 5).count == 1)
        try await fixture.authorizations.postpone(Fixture.hash(2), until: Fixture.after(9))
        #expect(try await fixture.authorizations.consume(stateHash: started.stateHash, at: Fixture.now) != nil)
        try await fixture.authorizations.removeEnded(at: Fixture.after(9999))
        let link = try await fixture.links.insert(fixture.newLink(1), audit: fixture.draft(.linkCreated))
        _ = try await fixture.links.links(in: team, page: page)
        _ = try await fixture.links.links(in: team, page: Page(sortBy: .id))
        _ = try await fixture.links.link(tokenHash: Fixture.hash(3001))
        _ = try await fixture.links.use(link.id, for: connection.id, in: team)
        _ = try await fixture.links.delete(link.id, in: team, audit: fixture.draft(.linkDeleted))
        try await useInstallations(fixture)
        try await useDefinitions(fixture)
    }

    /// Everything that the store of custom apps can do.
    private func useDefinitions(_ fixture: Fixture) async throws {
        let (store, organization) = (fixture.definitions, fixture.team.organizationID)
        let app = try await fixture.addApp(names: ["acme"])
        let type = try await fixture.addAppConnection(of: app, names: ["acme"], sections: ["api": "{}"])
        _ = try await store.app(app.name, of: organization)
        _ = try await store.draft(of: app.name, of: organization)
        _ = try await store.update(app, at: Fixture.now, audit: fixture.draft(.appChanged))
        _ = try await store.setBase(
            "{}", of: app.name, of: organization, at: Fixture.now, audit: fixture.draft(.appChanged))
        _ = try await store.connection(type.name, of: organization)
        _ = try await store.update(type, at: Fixture.now, audit: fixture.draft(.appChanged))
        _ = try await store.setSection(
            "api", to: "[]", of: type.name, of: organization, at: Fixture.now, audit: fixture.draft(.appChanged))
        _ = try await store.section("api", of: type.name, of: organization)
        _ = try await fixture.publish(app.name)
        _ = try await store.versions(of: app.name, of: organization)
        _ = try await store.versionsInUse(ofType: type.name, of: organization)
        _ = try await store.publicationCount()
        _ = try await store.publication(ofType: type.name, version: 1)
        _ = try await store.delete(
            connection: type.name, of: organization, at: Fixture.now, audit: fixture.draft(.appChanged))
        _ = try await store.delete(app: app.name, of: organization, audit: fixture.draft(.appDeleted))
    }

    /// Everything that counting uses, planning verifications and telling webhooks can do.
    private func watch(_ fixture: Fixture, _ connection: Connection) async throws {
        let (team, organization, page) = (fixture.team.id, fixture.team.organizationID, Page(limit: 10))
        try await fixture.usage.count([fixture.tally(connection), fixture.tally(connection)])
        _ = try await fixture.usage.usage(of: connection.id, in: team, at: Fixture.now)
        #expect(try await fixture.checks.planChecks(limit: 9) { Fixture.after(1) } == 1)
        let claimed = try await fixture.checks.claimChecks(
            at: Fixture.after(2), until: Fixture.after(9), ofTypes: ["x", "make"], perTypeMax: 9, limit: 9)
        for check in claimed { try await fixture.checks.complete(check, next: Fixture.after(1)) }
        #expect(claimed.count == 1)
        _ = try await fixture.checks.nextCheck(of: connection.id, in: team)
        #expect(try await fixture.checks.replan("make", laterThan: Fixture.now) == 1)
        _ = try await fixture.checks.tellExpiring(before: Fixture.after(9), at: Fixture.now, limit: 9)
        let hook = try await fixture.addWebhook()
        let other = try await fixture.addConnection("other")
        _ = try await fixture.connections.delete(
            other.id, in: team, evenIfUsed: true, audit: fixture.draft(.connectionDeleted))
        for excluded in [[WebhookID(98), WebhookID(99)], []] {
            for claimed in try await fixture.claim(excluding: excluded, limit: 1) {
                let end = excluded.isEmpty ? DeliveryResult.Consequence.disabled(reason: "x") : .delivered
                let result = DeliveryResult(at: Fixture.now, status: nil, error: nil, consequence: end)
                #expect(try await fixture.webhooks.record(result, of: claimed))
            }
        }
        _ = try await fixture.webhooks.insertTest(
            for: hook.id, of: organization, at: Fixture.now, until: Fixture.now, audit: fixture.draft(.webhookTested))
        for page in [page, Page(sortBy: .id)] {
            _ = try await fixture.webhooks.webhooks(of: organization, page: page)
            _ = try await fixture.webhooks.deliveries(of: hook.id, page: page)
        }
        _ = try await fixture.webhooks.delivery(DeliveryID(1), to: hook.id)
        _ = try await fixture.webhooks.update(
            hook.id, of: organization, WebhookChange(isEnabled: false), at: Fixture.now,
            audit: fixture.draft(.webhookChanged))
        let secret = try #require(try await fixture.webhooks.secret(of: hook.id, of: organization)).secret
        _ = try await fixture.webhooks.replaceSecret(
            of: hook.id, of: organization, with: secret, expectedVersion: secret.version, at: Fixture.now,
            audit: fixture.draft(.webhookSecretRotated))
        #expect(try await fixture.webhooks.removeEnded(before: Fixture.after(9), limit: 9) > 0)
        _ = try await fixture.webhooks.delete(hook.id, of: organization, audit: fixture.draft(.webhookDeleted))
    }

    private func useInstallations(_ fixture: Fixture) async throws {
        let (store, organization) = (fixture.installations, fixture.team.organizationID)
        try await store.put(
            AppInstallation(
                organizationID: organization, type: "google", teamID: fixture.team.id, box: fixture.box("i"),
                updatedAt: Fixture.now), audit: fixture.draft(.installationChanged))
        _ = try await store.installations(of: organization)
        _ = try await store.installation("google", of: organization)
        _ = try await store.delete("google", of: organization, audit: fixture.draft(.installationDeleted))
    }
}

extension Backend {
    /// Asks for the plan of the statement behind it.
    fileprivate var explain: String {
        switch self {
        case .sqlite: "EXPLAIN QUERY PLAN "
        case .postgres: "EXPLAIN (COSTS OFF) "
        }
    }

    fileprivate var planColumn: String {
        switch self {
        case .sqlite: "detail"
        case .postgres: "QUERY PLAN"
        }
    }

    /// Makes the planner show what it can do with tables that are large; these are nearly empty.
    fileprivate var planningScript: String? {
        switch self {
        case .sqlite: nil
        case .postgres:
            """
            SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off;
            SET LOCAL enable_mergejoin = off; SET LOCAL enable_sort = off; SET LOCAL enable_material = off;
            """
        }
    }

    fileprivate func isScan(_ step: String) -> Bool {
        switch self {
        // The rows that a statement brings along itself are no table.
        case .sqlite: step.hasPrefix("SCAN") && !["SCAN CONSTANT ROW", "SCAN used"].contains(step)
        case .postgres: step.contains("Seq Scan")
        }
    }

    fileprivate func isSort(_ step: String) -> Bool {
        switch self {
        case .sqlite: step.contains("USE TEMP B-TREE")
        case .postgres: step.contains("Sort")
        }
    }
}

/// Writes down how the database would run each statement that goes through it.
private struct ExplainingDatabase: SQLDatabase {
    let database: any SQLDatabase
    let backend: Backend
    let plans = Plans()

    init(_ database: any SQLDatabase, _ backend: Backend) {
        self.database = database
        self.backend = backend
    }

    var typeWords: TypeWords { database.typeWords }
    var schemaQueries: SchemaQueries { database.schemaQueries }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await database.read { [plans, backend] connection in
            try body(ExplainingConnection(connection: connection, backend: backend, plans: plans))
        }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await database.write { [plans, backend] connection in
            try body(ExplainingConnection(connection: connection, backend: backend, plans: plans))
        }
    }

    func close() throws { try database.close() }
}

private struct ExplainingConnection: SQLConnection {
    let connection: any SQLConnection
    let backend: Backend
    let plans: Plans

    init(connection: any SQLConnection, backend: Backend, plans: Plans) throws {
        (self.connection, self.backend, self.plans) = (connection, backend, plans)
        if let script = backend.planningScript { try connection.run(script: script) }
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try explain(sql, arguments)
        return try connection.query(sql, arguments)
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try explain(sql, arguments)
        return try connection.execute(sql, arguments)
    }

    func run(script: String) throws { try connection.run(script: script) }

    private func explain(_ sql: String, _ arguments: [SQLValue]) throws {
        let steps = try connection.query(backend.explain + sql, arguments)
        try plans.note(sql, steps.map { try $0.value(backend.planColumn) })
    }
}

private final class Plans: Sendable {
    private let plans = Mutex<[String: [String]]>([:])

    var all: [String: [String]] { plans.withLock { $0 } }

    func note(_ sql: String, _ steps: [String]) { plans.withLock { $0[sql] = steps } }
    func forget() { plans.withLock { $0 = [:] } }
}
