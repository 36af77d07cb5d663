// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TenonCatalog
import TenonDomain
import TenonEngine
import TenonJSON
import TenonStore
import Testing

/// Who may use a connection, with what, and for how long that stands.
@Suite struct ProxyAuthorityTests {
    private func request(_ id: Int64, token: String = APIFixture.token(.owner)) throws -> ProxyRequest {
        ProxyRequest(
            token: try #require(ProxyToken(token)), connectionID: ConnectionID(id), method: "GET", path: "/x",
            clientAddress: "192.0.2.1", requestID: "r1")
    }

    private func refusal(_ api: APIFixture, _ request: ProxyRequest) async -> TenonError? {
        do {
            _ = try await api.proxy.decide(request)
            return nil
        } catch { return error as? TenonError }
    }

    private func isKnown(_ api: APIFixture, _ request: ProxyRequest) -> Bool {
        guard case .admitted = api.proxy.lookUp(request) else { return false }
        return true
    }

    @Test func `the plan is that of the connection's type`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection(secret: "tok-9")
            let grant = try await api.proxy.decide(try request(id))
            #expect(grant.plan.authority == "api.example.com")
            #expect(grant.plan.basePath.isEmpty)
            #expect(grant.plan.headerLines.reveal() == "authorization: Bearer tok-9\r\n")
            #expect(grant.plan.allowedHosts.map(\.description) == ["api.example.com"])
            #expect(grant.plan.refreshOn.statuses.isEmpty)
            #expect(grant.teamID == APIFixture.team)
            #expect(isKnown(api, try request(id)))
            #expect(!"\(grant) \(grant.plan)".contains("tok-9"))
        }
    }

    @Test(arguments: Person.allCases)
    func `a role that may use is needed, and what is foreign does not exist`(_ person: Person) async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let code = await refusal(api, try request(id, token: APIFixture.token(person)))?.code
            switch person {
            case .owner, .admin, .member, .operator: #expect(code == nil)
            case .monitoring: #expect(code == .permissionDenied)
            case .stranger: #expect(code == .notFound)
            }
            #expect(isKnown(api, try request(id, token: APIFixture.token(person))) == (code == nil))
        }
    }

    @Test func `the scope is needed, and the connection, and the token`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let others = Set(APIScope.allCases).subtracting([.connectionsUse])
            let narrow = try await api.token(for: .owner, scopes: others)
            let refused = await refusal(api, try request(id, token: narrow))
            #expect(refused?.detail == "The token lacks the scope 'connections:use'.")
            #expect(await refusal(api, try request(id + 1))?.code == .notFound)
            let unknown = "11111111-2222-4333-8444-555555555555"
            #expect(await refusal(api, try request(id, token: unknown))?.code == .unauthenticated)
        }
    }

    /// Whatever may change the decision takes it out of the table before the change is acknowledged.
    @Test func `a change makes every decision stale, and reading does not`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let request = try request(id)
            func decide() async throws {
                _ = try await api.proxy.decide(request)
                #expect(isKnown(api, request))
            }
            try await decide()
            _ = try await api.send(.get, "connections/\(id)")
            _ = try await api.makeConnection(named: "Other")
            #expect(isKnown(api, request), "reading and adding change nothing")

            let data: JSON = ["url": "https://other.example.com/me", "token": "tok-2"]
            let changed = try await api.send(.post, "connections/\(id)/set-data", body: data)
            #expect(changed.status == 200)
            #expect(!isKnown(api, request))
            try await decide()
            let grant = try await api.proxy.decide(request)
            #expect(grant.plan.authority == "other.example.com")
            #expect(grant.plan.headerLines.reveal() == "authorization: Bearer tok-2\r\n")

            let token = try #require(TokenText(APIFixture.token(.owner)))
            let granted = try #require(try await api.accessStore.grant(tokenHash: token.hash))
            let audit = AuditDraft(
                organizationID: OrganizationID(1), teamID: nil, action: .membershipChanged, actor: .system,
                subject: nil, at: granted.token.createdAt)
            try await api.accessStore.setRole(.monitoring, of: granted.user.id, in: APIFixture.team, audit: audit)
            #expect(!isKnown(api, request))
            #expect(await refusal(api, request)?.code == .permissionDenied)
            try await api.accessStore.setRole(.admin, of: granted.user.id, in: APIFixture.team, audit: audit)
            try await decide()

            _ = try await api.send(.delete, "connections/\(id)?confirmed=true")
            #expect(!isKnown(api, request))
            #expect(await refusal(api, request)?.code == .notFound)
        }
    }

    @Test func `a revoked token is no longer known`() async throws {
        try await APIFixture.run { api in
            let request = try request(try await api.makeConnection())
            _ = try await api.proxy.decide(request)
            let token = try #require(TokenText(APIFixture.token(.owner)))
            let granted = try #require(try await api.accessStore.grant(tokenHash: token.hash))
            _ = try await api.accessStore.revoke(
                token: granted.token.id, of: granted.user.id, at: granted.token.createdAt,
                audit: AuditDraft(
                    organizationID: OrganizationID(1), teamID: nil, action: .tokenRevoked, actor: .system,
                    subject: nil, at: granted.token.createdAt))
            #expect(!isKnown(api, request))
            #expect(await refusal(api, request)?.code == .unauthenticated)
        }
    }

    @Test func `types without a way to authenticate a request are refused`() async throws {
        try await APIFixture.run { api in
            let values: JSONObject = [
                "accountName": "Mail", "accountType": "imap", "host": "imap.example.com", "username": "a",
                "password": "canary-77",
            ]
            let made = try await api.send(.post, "connections?teamId=1", body: .object(values))
            let id = try #require(made.json?["connection"]?["id"]?.int, "\(made.text)")
            let refused = try #require(await refusal(api, try request(id)))
            #expect(refused.code == .thirdPartyFailed)
            #expect(!"\(refused)".contains("canary"))
        }
    }

    // MARK: - Uses

    @Test func `uses are written down with their number, in the chain`() async throws {
        try await APIFixture.run { api in
            let grant = try await api.proxy.decide(try request(try await api.makeConnection()))
            let use = ProxyUse(grant: grant, method: "GET", clientAddress: "192.0.2.1", requestID: "r1")
            for outcome in [ProxyOutcome.answered(status: 200), .answered(status: 200), .failed] {
                #expect(api.proxy.reserve(use))
                api.proxy.record(use, outcome)
            }
            try await api.uses.flush()
            let events = try await api.auditStore.events(of: OrganizationID(1), after: 0, limit: 1000)
                .filter { $0.draft.action == .connectionUsed }.map(\.draft)
            #expect(events.compactMap { $0.details["count"]?.int }.sorted() == [1, 2])
            #expect(
                events.allSatisfy { $0.subject == "connection:\(grant.connectionID)" && $0.actor.requestID == "r1" })
            let chains = try await AuditVerifier(store: api.auditStore).verify()
            #expect(chains.allSatisfy { $0.damage == nil })
            try await api.uses.flush()
            #expect(try await api.auditActions().count { $0 == .connectionUsed } == 2, "nothing twice")
        }
    }

    @Test func `what cannot be written down leaves no room for more`() async throws {
        try await APIFixture.run { api in
            let grant = try await api.proxy.decide(try request(try await api.makeConnection()))
            let use = ProxyUse(grant: grant, method: "GET", clientAddress: nil, requestID: "r1")
            let store = BrokenAuditStore()
            let uses = UseLog(store: store, clock: FixedClock())
            #expect(uses.reserve())
            uses.record(use, .failed)
            await #expect(throws: TenonError.self) { try await uses.flush() }
            #expect(!uses.reserve())
            store.mend()
            try await uses.flush()
            #expect(uses.reserve())
            #expect(store.drafts.count == 1, "what waited is written then")
            #expect(store.tallies.map(\.uses) == [1] && store.tallies.map(\.failures) == [1])
        }
    }

    @Test func `what is written down and cannot be counted is counted later, and is not written twice`() async throws {
        try await APIFixture.run { api in
            let grant = try await api.proxy.decide(try request(try await api.makeConnection()))
            let use = ProxyUse(grant: grant, method: "GET", clientAddress: nil, requestID: "r1")
            let store = BrokenAuditStore()
            let uses = UseLog(store: store, clock: FixedClock())
            store.mend(canCount: false)
            for outcome in [ProxyOutcome.failed, .answered(status: 200)] {
                #expect(uses.reserve())
                uses.record(use, outcome)
                await #expect(throws: TenonError.self) { try await uses.flush() }
            }
            #expect(uses.reserve(), "what is written down may be done")
            uses.record(use, .answered(status: 200))
            store.mend()
            try await uses.flush()
            #expect(store.drafts.count == 3)
            #expect(store.tallies.map(\.uses) == [3] && store.tallies.map(\.failures) == [1])
        }
    }

    @Test func `uses that have begun are bounded`() {
        let uses = UseLog(store: BrokenAuditStore(), clock: FixedClock())
        for _ in 0..<UseLog.waitingMax { #expect(uses.reserve()) }
        #expect(!uses.reserve())
    }
}

/// A log that cannot be written until it is mended.
private final class BrokenAuditStore: UseWriting {
    private struct State {
        var isBroken = true
        var isConfused = false
        var drafts: [AuditDraft] = []
        var tallies: [UseTally] = []
    }

    private let state = Mutex(State())

    var tallies: [UseTally] { state.withLock { $0.tallies } }

    var drafts: [AuditDraft] { state.withLock { $0.drafts } }

    func mend(canCount: Bool = true) {
        state.withLock { state in
            state.isBroken = false
            state.isConfused = !canCount
        }
    }

    func append(_ drafts: [AuditDraft]) async throws {
        try state.withLock { state in
            if state.isBroken { throw TenonError(.unavailable, "The disk is full.") }
            state.drafts += drafts
        }
    }

    func count(_ tallies: [UseTally]) async throws {
        try state.withLock { state in
            if state.isConfused { throw TenonError(.unavailable, "The disk is full.") }
            state.tallies += tallies
        }
    }
}
