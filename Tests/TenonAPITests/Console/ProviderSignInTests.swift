// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonCatalog
import TenonConsole
import TenonDomain
import TenonEngine
import TenonHTTP
import TenonJSON
import TenonServer
import TenonStore
import Testing

/// Signing in through an OpenID provider, and what it may not say.
@Suite struct ProviderSignInTests {
    private static let redirect = "https://tenon.example.com/sign-in/provider/callback"

    /// One person's way to the provider and back.
    private struct Way {
        let provider: ProviderSignIn
        let played: PlayedOpenIDProvider
        let seed: Secret
        let state: String
        let claims: JSONObject

        init(_ api: APIFixture, played: PlayedOpenIDProvider = PlayedOpenIDProvider(), signUp: Bool = false)
            async throws
        {
            self.played = played
            provider = ProviderSignIn(
                settings: .init(
                    issuer: PlayedOpenIDProvider.issuer, clientID: "tenon", clientSecret: Secret("canary-9f2c"),
                    name: "Acme ID", allowsSignUp: signUp),
                egress: played, signIn: api.house.signIn)
            let departure = try await provider.depart(to: ProviderSignInTests.redirect)
            seed = departure.seed
            let url = try #require(URLComponents(string: departure.url.reveal()))
            let query = Dictionary(
                uniqueKeysWithValues: try #require(url.queryItems).map { ($0.name, $0.value ?? "") })
            #expect(query["code_challenge_method"] == "S256")
            state = try #require(query["state"])
            let now = api.clock.now().milliseconds / 1000
            claims = [
                "iss": .string(PlayedOpenIDProvider.issuer), "aud": "tenon", "sub": "42", "exp": JSON(now + 300),
                "iat": JSON(now), "nonce": .string(try #require(query["nonce"])), "email": "member@example.com",
                "email_verified": true,
            ]
        }

        func arrive(
            saying claims: JSONObject? = nil, query: [String: String?] = [:], seed: Secret? = nil
        ) async throws -> SignIn.Started {
            played.says(claims ?? self.claims)
            let answer = ["code": "c0de", "state": state].merging(query.compactMapValues { $0 }) { $1 }
                .filter { query[$0.key] != .some(nil) }
            return try await provider.arrive(
                query: { answer[$0] }, seed: seed ?? self.seed, redirectURI: ProviderSignInTests.redirect,
                from: SignIn.Origin(address: "192.0.2.1", requestID: "r"))
        }
    }

    private func refusal(_ body: () async throws -> SignIn.Started) async -> TenonError.Code? {
        do {
            _ = try await body()
            return nil
        } catch { return (error as? TenonError)?.code }
    }

    @Test func `a person is known by a verified address first, and by the subject from then on`() async throws {
        try await APIFixture.run { api in
            let first = try await Way(api)
            let started = try await first.arrive()
            #expect(started.user.email == "member@example.com")
            #expect(try await api.house.signIn.person(session: started.token)?.session.method == .provider)
            #expect(try await api.auditActions().suffix(2) == [.identityBound, .signedIn])
            let again = try await Way(api, played: first.played)
            var claims = again.claims
            claims["email"] = "owner@localhost"
            claims["email_verified"] = false
            #expect(try await again.arrive(saying: claims).user.id == started.user.id)
            #expect(first.played.requests.count { $0.hasPrefix("GET /jwks") } <= 2)
            #expect(!api.logText.contains("canary-9f2c"))
        }
    }

    @Test(
        arguments: [
            ("iss", "https://evil.example.com"), ("aud", "another"), ("aud", ["tenon", "another"]), ("aud", []),
            ("aud", nil), ("exp", 1), ("exp", "soon"), ("exp", nil), ("iat", 99_999_999_999), ("nonce", "other"),
            ("nonce", nil), ("sub", nil), ("sub", ""), ("email_verified", false), ("email_verified", "true"),
            ("email_verified", nil), ("email", "nobody@example.com"), ("email", "no address"), ("email", nil),
        ] as [(String, JSON?)])
    func `claims that are not right for this person and server are refused`(_ name: String, _ value: JSON?) async throws
    {
        try await APIFixture.run { api in
            let way = try await Way(api)
            let claims = JSONObject(
                way.claims.compactMap { member in
                    guard member.name == name else { return member }
                    return value.map { JSONObject.Member(name: name, value: $0) }
                })
            let before = try await api.auditActions()
            let code = await refusal { try await way.arrive(saying: claims) }
            #expect(code == .permissionDenied || code == .thirdPartyFailed)
            #expect(try await api.auditActions() == before)
        }
    }

    @Test func `an answer without this browser's state, or from elsewhere, is refused`() async throws {
        try await APIFixture.run { api in
            let way = try await Way(api)
            let other = try await Way(api, played: way.played)
            for query in [
                ["state": nil], ["state": ""], ["state": other.state], ["iss": "https://evil.example.com"],
                ["code": nil], ["code": nil, "error": "access_denied"],
            ] as [[String: String?]] {
                #expect(await refusal { try await way.arrive(query: query) } == .permissionDenied, "\(query)")
            }
            #expect(await refusal { try await way.arrive(seed: other.seed) } == .permissionDenied)
            // The other's token carries the other's nonce.
            #expect(await refusal { try await way.arrive(saying: other.claims) } == .permissionDenied)
        }
    }

    @Test func `a provider that describes another is not believed`() async throws {
        for (name, value) in [
            ("issuer", "https://evil.example.com"), ("token_endpoint", "http://id.example.com/token"),
            ("jwks_uri", "http://id.example.com/jwks"), ("token_endpoint", "nonsense"),
        ] {
            try await APIFixture.run { api in
                let played = PlayedOpenIDProvider()
                played.describesItself { $0[name] = .string(value) }
                let code = await refusal { try await Way(api, played: played).arrive() }
                #expect(code == .thirdPartyFailed, "\(name)")
            }
        }
    }

    @Test func `a stranger becomes a member only where that is a setting`() async throws {
        try await APIFixture.run { api in
            let way = try await Way(api, signUp: true)
            var claims = way.claims
            claims["email"] = "New@Example.com"
            claims["name"] = "New Person"
            let user = try await way.arrive(saying: claims).user
            #expect(user.email == "new@example.com")
            #expect(user.name == "New Person")
            #expect(user.organizationRole == .member)
            #expect(try await api.accessStore.memberships(of: user.id).isEmpty)
            #expect(try await api.auditActions().suffix(3) == [.userCreated, .identityBound, .signedIn])
        }
    }
}
