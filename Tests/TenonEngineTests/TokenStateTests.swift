// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@testable import TenonEngine

/// What is said of a token by looking at it, for every connection there can be.
@Suite struct TokenStateTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)
    private static let version: Int64 = 7

    private static func after(_ seconds: Int64) -> Timestamp { now.advanced(by: .seconds(seconds)) }

    private enum Kind: String, CaseIterable {
        case person = "google"
        case machine = "http-oauth2-client-credentials"
        case noToken = "http-bearer"
    }

    private struct Case: CustomStringConvertible {
        let kind: Kind
        let health: Connection.Health
        let isObtained: Bool
        /// Seconds to the token's end.
        let end: Int64?
        let minimum: Int64?
        let failed: Int64?
        let trouble: Connection.Trouble?

        var description: String {
            "\(kind) \(health) obtained \(isObtained) ends \(end ?? -1) needs \(minimum ?? -1) failed \(failed ?? -1) "
                + "trouble \(trouble.map { "\($0.reason) until \($0.retryAt?.description ?? "-")" } ?? "none")"
        }

        var grant: Connection.Grant {
            Connection.Grant(
                tokenExpiresAt: end.map { TokenStateTests.after($0) },
                refreshedAt: isObtained ? TokenStateTests.after(-1000) : nil, trouble: trouble)
        }
    }

    private static let troubles: [Connection.Trouble?] =
        [
            (.provider, 30), (.provider, -30), (.provider, 0), (.installation, 30), (.installation, nil),
            (.rejected, nil), (.answerLost, nil), (.noRefreshToken, nil), (.revoked, nil),
        ].map { (pair: (Connection.Trouble.Reason, Int64?)) in
            Connection.Trouble(
                reason: pair.0, message: "why", at: now, count: 3, retryAt: pair.1.map { after($0) })
        } + [nil]

    private static var cases: [Case] {
        var cases: [Case] = []
        for kind in Kind.allCases {
            for health in Connection.Health.allCases {
                for (isObtained, end) in [(false, nil), (true, nil), (true, -1), (true, 0), (true, 30), (true, 3600)]
                    as [(Bool, Int64?)]
                {
                    for minimum in [nil, 0, 600, 7200] as [Int64?] {
                        for failed in [nil, version, version - 1] {
                            cases += troubles.map {
                                Case(
                                    kind: kind, health: health, isObtained: isObtained, end: end, minimum: minimum,
                                    failed: failed, trouble: $0)
                            }
                        }
                    }
                }
            }
        }
        return cases
    }

    /// What the caller has to be told.
    private static func expected(_ one: Case) -> String {
        if one.kind == .noToken { return "good" }
        if one.health == .needsReauthorization {
            let isTerminal = one.trouble.map { ![.provider, .installation].contains($0.reason) } ?? true
            return isTerminal ? "reauthorizationRequired" : "thirdPartyFailed"
        }
        if one.kind == .person, !one.isObtained { return "reauthorizationRequired" }
        let isUsable = one.isObtained && one.failed != version
        // The token lives for 1000 seconds more than is left, so that a minute is kept back at most.
        let needed = one.minimum ?? one.end.map { min(60, ($0 + 1000) / 10) } ?? 0
        if isUsable, one.end.map({ $0 > needed }) ?? true { return "good" }
        guard let retryAt = one.trouble?.retryAt, retryAt > now else { return "wanting" }
        return isUsable && one.end.map { $0 > 0 } ?? true ? "good" : "thirdPartyFailed"
    }

    @Test func `every state of a connection is judged alike`() throws {
        let catalog = try Catalog()
        var seen: [String: Int] = [:]
        for kind in Kind.allCases {
            let type = try #require(catalog.type(named: kind.rawValue))
            for one in Self.cases where one.kind == kind {
                let connection = Self.connection(one)
                let state = TokenState(
                    connection, type, one.minimum.map { .seconds($0) }, one.failed, policy: RefreshPolicy(),
                    at: Self.now)
                let word: String
                switch state {
                case .good: word = "good"
                case .wanting: word = "wanting"
                case .lost(let error): word = "\(error.code)"
                }
                #expect(word == Self.expected(one), "\(one)")
                seen[word, default: 0] += 1
            }
        }
        #expect(seen.count == 4, "\(seen)")
    }

    private static func connection(_ one: Case) -> Connection {
        Connection(
            id: ConnectionID(1), teamID: TeamID(1), organizationID: OrganizationID(1), name: "x",
            type: one.kind.rawValue,
            definitionVersion: 1, identity: .init(), requestedScopes: [], grantedScopes: [], grant: one.grant,
            connectedSystemID: nil, health: one.health, verifiedAt: nil, secretVersion: version, createdBy: UserID(1),
            createdAt: now, updatedAt: now)
    }
}

/// What is said of a grant that is in trouble.
@Suite struct TroubleTests {
    private let now = Timestamp(milliseconds: 1_700_000_000_000)

    private func trouble(_ reason: Connection.Trouble.Reason, retryAfter seconds: Int64? = nil) -> Connection.Trouble {
        Connection.Trouble(
            reason: reason, message: "why", at: now, count: 1, retryAt: seconds.map { now.advanced(by: .seconds($0)) })
    }

    @Test func `only a person can help where the grant is gone`() {
        let terminal = Connection.Trouble.Reason.allCases.filter { trouble($0).isTerminal }
        #expect(Set(terminal) == [.rejected, .answerLost, .noRefreshToken, .revoked])
    }

    @Test func `each reason has words of its own`() {
        let words = Connection.Trouble.Reason.allCases.map { trouble($0).words }
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0.hasSuffix(".") && $0.first?.isLowercase == true })
        #expect(trouble(.answerLost).words.contains("lost"))
        for reason in [Connection.Trouble.Reason.rejected, .answerLost, .installation, .provider] {
            #expect(trouble(reason).words.contains("why"), "\(reason) says what the provider said")
        }
    }

    @Test func `the error says who has to act, and when to ask again`() {
        for reason in Connection.Trouble.Reason.allCases {
            let error = trouble(reason, retryAfter: 30).error(at: now)
            // What was entered can be changed at once, but it is a person who has to.
            let needsPerson = trouble(reason).isTerminal || reason == .credentialRejected
            #expect(error.code == (needsPerson ? .reauthorizationRequired : .thirdPartyFailed))
            #expect(error.retryAfter == (trouble(reason).isTerminal ? nil : .seconds(30)))
            #expect(error.suberrors.count == 1 && !error.detail.isEmpty)
        }
        #expect(trouble(.provider, retryAfter: -30).error(at: now).retryAfter == .zero, "a pause that is over")
        #expect(trouble(.provider).error(at: now).retryAfter == nil)
    }
}
