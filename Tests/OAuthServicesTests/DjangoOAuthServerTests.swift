// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TestServices
import Testing

/// The manners of Django OAuth Toolkit that Tenon has to live with.
@Suite struct DjangoOAuthServerTests {
    @Test func `a person who refuses is told of at the callback`() async throws {
        let walk = try await OAuthWalk(try await TestServices.shared.djangoOAuth())
        let page = try await walk.server.deny(walk.browser, walk.authorizationURL())
        #expect(page.query["error"] == "access_denied")
        #expect(page.query["state"] == walk.state)
        #expect(page.query["code"] == nil)
    }

    @Test func `an ended token is a 403 without a challenge, or a 401 with one where the site says so`() async throws {
        let server = try await TestServices.shared.djangoOAuth()
        let walk = try await OAuthWalk(server)
        let tokens = try await walk.tokens()
        #expect(try await walk.resource(tokens.access).json["user"]?.string == server.account.name)
        #expect(try await server.expireAccessTokens(of: walk.client) == 1)
        let quiet = try await walk.resource(tokens.access)
        #expect(quiet.status == 403 && quiet.header("WWW-Authenticate") == nil)
        let loud = try await walk.resource(tokens.access, at: server.challengingResourceURL)
        #expect(loud.status == 401 && loud.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
        let fresh = try Tokens(try await walk.refresh(try #require(tokens.refresh)))
        for url in [server.resourceURL, server.challengingResourceURL] {
            #expect(try await walk.resource(fresh.access, at: url).status == 200)
        }
    }

    @Test func `a token without the scope is refused where the scope is wanted`() async throws {
        let server = try await TestServices.shared.djangoOAuth()
        let walk = try await OAuthWalk(server)
        let tokens = try await walk.tokens(scopes: ["files:read"])
        #expect(tokens.scopes == ["files:read"])
        #expect(try await walk.resource(tokens.access).status == 200)
        #expect(try await walk.resource(tokens.access, at: server.writeResourceURL).status == 403)
    }

    @Test func `an unknown scope refuses the whole request`() async throws {
        let walk = try await OAuthWalk(try await TestServices.shared.djangoOAuth())
        let page = try await walk.server.consent(
            walk.browser, walk.authorizationURL(scopes: ["files:read", "files:everything"]))
        #expect(page.query["error"] == "invalid_scope")
    }

    @Test func `PKCE is wanted unless the options say otherwise`() async throws {
        let strict = try await OAuthWalk(try await TestServices.shared.djangoOAuth())
        let refused = try await strict.server.consent(strict.browser, strict.authorizationURL(challenge: false))
        #expect(refused.query["error"] == "invalid_request")
        let lax = try await OAuthWalk(try await TestServices.shared.djangoOAuth(.lax))
        let page = try await lax.server.consent(lax.browser, lax.authorizationURL(challenge: false))
        #expect(page.query["code"] != nil)
    }

    @Test func `a refresh token that comes twice ends the family where reuse is watched`() async throws {
        let walk = try await OAuthWalk(try await TestServices.shared.djangoOAuth())
        let first = try #require(try await walk.tokens().refresh)
        let second = try Tokens(try await walk.refresh(first))
        #expect(try await walk.refresh(first).status == 400)
        #expect(try await walk.refresh(try #require(second.refresh)).error == "invalid_grant")
    }

    @Test func `with a grace an old refresh token gives the tokens of its first use`() async throws {
        var options = DjangoOAuthServer.Options()
        options.refreshGraceSeconds = 60
        let walk = try await OAuthWalk(try await TestServices.shared.djangoOAuth(options))
        let first = try #require(try await walk.tokens().refresh)
        let second = try Tokens(try await walk.refresh(first))
        let again = try Tokens(try await walk.refresh(first))
        #expect(again.refresh == second.refresh && again.access == second.access)
    }

    @Test func `without rotation a refresh token stays, and access tokens live as long as they are told`() async throws
    {
        let walk = try await OAuthWalk(try await TestServices.shared.djangoOAuth(.lax))
        let first = try await walk.tokens()
        #expect(first.seconds == 7)
        let second = try Tokens(try await walk.refresh(try #require(first.refresh)))
        #expect(second.refresh == first.refresh)
        _ = try Tokens(try await walk.refresh(try #require(first.refresh)))
    }

    @Test func `the server tells what a client asked for, and forgets it when told to`() async throws {
        let server = try await TestServices.shared.djangoOAuth()
        let walk = try await OAuthWalk(server)
        #expect(try await server.tokenRequests(of: walk.client).isEmpty)
        let first = try await walk.tokens()
        let second = try Tokens(try await walk.refresh(try #require(first.refresh)))
        #expect(try await server.withdrawGrants(of: walk.client) > 0)
        #expect(try await walk.resource(second.access).status == 403)
        #expect(try await walk.refresh(try #require(second.refresh)).error == "invalid_grant")
        #expect(
            try await server.tokenRequests(of: walk.client) == [
                .init(grant: "authorization_code", status: 200), .init(grant: "refresh_token", status: 200),
                .init(grant: "refresh_token", status: 400),
            ])
    }
}

extension DjangoOAuthServer.Options {
    fileprivate static var lax: Self {
        var options = Self()
        options.rotatesRefreshTokens = false
        options.requiresPKCE = false
        options.accessTokenSeconds = 7
        return options
    }
}
