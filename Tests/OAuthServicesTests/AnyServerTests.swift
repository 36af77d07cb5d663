// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TestServices
import Testing

/// What every server has to do, without Tenon: these tests prove the fixtures.
@Suite struct AnyServerTests {
    enum Kind: String, CaseIterable, Sendable {
        case django, canaille, nanoIDP

        func start() async throws -> any OAuthServer {
            switch self {
            case .django: try await TestServices.shared.djangoOAuth()
            case .canaille: try await TestServices.shared.canaille()
            case .nanoIDP: try await TestServices.shared.nanoIDP()
            }
        }

        /// What has to pass between two tokens.
        func pause() async throws {
            if self == .canaille { try await Task.sleep(for: CanailleServer.gap) }
        }
    }

    @Test(arguments: Kind.allCases)
    func `the metadata documents name the endpoints`(_ kind: Kind) async throws {
        let server = try await kind.start()
        for url in [server.discoveryURL, server.metadataURL] {
            let metadata = try await LoopbackHTTP.send("GET", url).json
            #expect(metadata["issuer"]?.string == server.issuer)
            #expect(metadata["authorization_endpoint"]?.string == server.authorizationURL)
            #expect(metadata["token_endpoint"]?.string == server.tokenURL)
            #expect(metadata["code_challenge_methods_supported"]?.array?.contains("S256") == true)
        }
        let metadata = try await LoopbackHTTP.send("GET", server.metadataURL).json
        #expect(metadata["revocation_endpoint"]?.string == server.revocationURL)
        #expect(metadata["registration_endpoint"]?.string == server.registrationURL)
    }

    @Test(arguments: Kind.allCases)
    func `a person consents, the code gives tokens, and a refresh rotates them`(_ kind: Kind) async throws {
        let walk = try await OAuthWalk(try await kind.start())
        let first = try await walk.tokens()
        #expect(first.scopes == Set(walk.server.scopes))
        #expect(first.seconds == 3600)
        #expect(try await walk.resource(first.access).status == 200)
        let old = try #require(first.refresh)
        try await kind.pause()
        let second = try Tokens(try await walk.refresh(old))
        #expect(second.access != first.access)
        #expect(second.refresh != nil && second.refresh != old)
        #expect(try await walk.resource(second.access).status == 200)
        let refused = try await walk.refresh(old)
        #expect(refused.status == 400 && refused.error == "invalid_grant", "\(refused.text)")
    }

    @Test(arguments: Kind.allCases)
    func `a code is good once, and only with its verifier`(_ kind: Kind) async throws {
        let walk = try await OAuthWalk(try await kind.start())
        let code = try #require(try await walk.approval()["code"])
        let wrong = try await walk.exchange(code, verifier: walk.verifier.lowercased())
        #expect(wrong.status == 400 && wrong.error == "invalid_grant", "\(wrong.text)")
        let other = try await OAuthWalk(walk.server)
        let good = try #require(try await other.approval()["code"])
        _ = try Tokens(try await other.exchange(good))
        let again = try await other.exchange(good)
        #expect(again.status == 400 && again.error == "invalid_grant", "\(again.text)")
    }

    @Test(arguments: Kind.allCases)
    func `a revoked refresh token is dead`(_ kind: Kind) async throws {
        let walk = try await OAuthWalk(try await kind.start())
        let token = try #require(try await walk.tokens().refresh)
        #expect(try await walk.revoke(token).status == 200)
        let refused = try await walk.refresh(token)
        #expect(refused.status == 400 && refused.error == "invalid_grant", "\(refused.text)")
    }

    @Test(arguments: Kind.allCases, [OAuthClient.Kind.open, .post])
    func `a client without a secret and one that posts it get tokens too`(
        _ kind: Kind, _ client: OAuthClient.Kind
    ) async throws {
        let walk = try await OAuthWalk(try await kind.start(), client)
        #expect((walk.client.secret == nil) == (client == .open))
        let tokens = try await walk.tokens()
        #expect(try await walk.resource(tokens.access).status == 200)
    }

    @Test(arguments: Kind.allCases)
    func `a machine gets a token for itself, and a wrong secret none`(_ kind: Kind) async throws {
        let walk = try await OAuthWalk(try await kind.start(), .machine)
        let scope = try #require(walk.server.scopes.last)
        let tokens = try Tokens(try await walk.token([("grant_type", "client_credentials"), ("scope", scope)]))
        #expect(tokens.refresh == nil)
        let refused = try await walk.impostor.token([("grant_type", "client_credentials"), ("scope", scope)])
        #expect(refused.status == 401 && refused.error == "invalid_client", "\(refused.text)")
    }

    @Test(arguments: Kind.allCases)
    func `a callback that is not registered receives nothing`(_ kind: Kind) async throws {
        let walk = try await OAuthWalk(try await kind.start())
        let url = walk.authorizationURL(redirectURI: OAuthWalk.callback + "/more")
        let page = try? await walk.server.consent(walk.browser, url)
        #expect(page?.url.hasPrefix(OAuthWalk.callback) != true, "\(page?.url ?? "")")
    }
}
