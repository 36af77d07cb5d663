// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: ["1", "9223372036854775807", "007"])
    func `a positive decimal number is an identifier`(_ text: String) {
        #expect(ConnectionID(text: text)?.rawValue == Int64(text))
    }

    @Test(arguments: ["", "0", "-1", "+1", "9223372036854775808", "1.0", " 1", "1 ", "0x1", "١", "1\u{0}"])
    func `anything else is none`(_ text: String) {
        #expect(ConnectionID(text: text) == nil)
    }
}

@Suite struct SecretTests {
    private struct Holder { let secret: Secret }

    @Test func `a secret shows itself in no description, reflection or dump`() {
        let secret = Secret("canary-51c2")
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\(Holder(secret: secret))", dumped] {
            #expect(!text.contains("canary"))
        }
    }

    @Test func `the clear text comes back as it went in`() {
        #expect(Secret("pä$$").reveal() == "pä$$")
        #expect(Secret(bytes: [1, 2, 3]).withRevealedBytes { Array($0) } == [1, 2, 3])
        #expect(Secret("").isEmpty)
    }
}

@Suite struct TimestampTests {
    @Test func `the wire's form has milliseconds and Z`() {
        #expect(Timestamp(milliseconds: 1_769_850_000_007).iso8601 == "2026-01-31T09:00:00.007Z")
    }

    @Test(arguments: [0, 1, 999, 1_769_850_000_007, 4_102_444_799_999])
    func `what is written is read back to the millisecond`(_ milliseconds: Int64) {
        let timestamp = Timestamp(milliseconds: milliseconds)
        #expect(Timestamp(iso8601: timestamp.iso8601) == timestamp)
    }

    @Test func `seconds alone are read, and other texts are not`() {
        #expect(Timestamp(iso8601: "2026-01-31T09:00:00Z")?.milliseconds == 1_769_850_000_000)
        for text in ["", "now", "2026-13-01T00:00:00Z", "2026-01-31"] { #expect(Timestamp(iso8601: text) == nil) }
    }
}

@Suite struct HostPatternTests {
    @Test(arguments: [
        ("api.example.com", "api.example.com", 443, true), ("api.example.com", "API.Example.COM.", 443, true),
        ("api.example.com", "example.com", 443, false), ("api.example.com", "api.example.com.evil.test", 443, false),
        ("*.example.com", "a.example.com", 443, true), ("*.example.com", "a.b.example.com", 443, true),
        ("*.example.com", "example.com", 443, false), ("*.example.com", "evilexample.com", 443, false),
        ("*", "anything.test", 80, true), ("*", "", 80, false), ("host.test:8443", "host.test", 8443, true),
        ("host.test:8443", "host.test", 443, false), ("::1", "[::1]", 80, true), ("[::1]:80", "::1", 80, true),
        ("127.0.0.1", "127.0.0.1", 9, true),
    ])
    func `a pattern allows its hosts alone`(_ pattern: String, host: String, port: Int, isAllowed: Bool) throws {
        #expect(try #require(HostPattern(pattern)).allows(host: host, port: port) == isAllowed)
    }

    @Test(arguments: ["", "a*.test", "*.*.test", "*.", "host:0", "host:99999", "host:x", "."])
    func `a pattern that means nothing is refused`(_ pattern: String) {
        #expect(HostPattern(pattern) == nil)
    }
}

@Suite struct PrincipalTests {
    private func principal(_ role: TeamRole?, scopes: Set<APIScope> = []) -> Principal {
        let user = User(
            id: UserID(1), organizationID: OrganizationID(1), name: "A", email: "a@b", organizationRole: .member,
            createdAt: Timestamp(milliseconds: 0))
        let token = APIToken(
            id: TokenID(1), userID: user.id, label: "t", scopes: scopes, createdAt: user.createdAt, expiresAt: nil,
            lastUsedAt: nil, revokedAt: nil, hint: "0")
        return Principal(user: user, token: token, roles: role.map { [TeamID(1): $0] } ?? [:])
    }

    @Test(arguments: TeamRole.allCases, TeamRole.Permission.allCases)
    func `each role may do what the wire says`(_ role: TeamRole, _ permission: TeamRole.Permission) {
        let allowed: Set<TeamRole.Permission> =
            switch role {
            case .admin: [.read, .write, .use, .reveal, .administer]
            case .member: [.read, .write, .use]
            case .operator: [.read, .use]
            case .monitoring: [.read]
            }
        let isAllowed = (try? principal(role).require(permission, in: TeamID(1))) != nil
        #expect(isAllowed == allowed.contains(permission))
    }

    @Test func `a team one is not in is refused, and what the token lacks is named`() {
        #expect(throws: TenonError.self) { try principal(.admin).require(.read, in: TeamID(2)) }
        #expect(!principal(.admin).sees(TeamID(2)))
        let error = #expect(throws: TenonError.self) {
            try principal(.admin, scopes: [.connectionsRead]).require(.connectionsWrite)
        }
        #expect(error?.detail.contains("connections:write") == true)
    }
}

@Suite struct AuditChainTests {
    private func draft(_ name: String) -> AuditDraft {
        AuditDraft(
            organizationID: OrganizationID(1), teamID: TeamID(2), action: .teamCreated,
            actor: AuditActor(userID: UserID(3), tokenID: TokenID(4), address: "::1", requestID: "r"),
            subject: "team:2", details: ["name": .string(name)], at: Timestamp(milliseconds: 5))
    }

    @Test func `an entry is accepted in its own place only`() {
        let first = AuditChain.event(draft("a"), after: 0, hash: AuditChain.origin)
        let second = AuditChain.event(draft("b"), after: 1, hash: first.hash)
        #expect(AuditChain.accepts(first, after: 0, hash: AuditChain.origin))
        #expect(AuditChain.accepts(second, after: 1, hash: first.hash))
        #expect(!AuditChain.accepts(second, after: 0, hash: AuditChain.origin))
        let changed = AuditEvent(
            sequence: 2, draft: draft("c"), previousHash: second.previousHash, hash: second.hash)
        #expect(!AuditChain.accepts(changed, after: 1, hash: first.hash))
    }

    @Test func `fields cannot flow into one another`() {
        var left = draft("a")
        var right = draft("a")
        left.subject = nil
        right.subject = "null"
        let origin = AuditChain.origin
        #expect(
            AuditChain.event(left, after: 0, hash: origin).hash != AuditChain.event(right, after: 0, hash: origin).hash)
    }
}
