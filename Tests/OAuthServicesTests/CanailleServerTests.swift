// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TestServices
import Testing

/// The manners of Canaille that Tenon has to live with.
@Suite struct CanailleServerTests {
    @Test func `the answer names the issuer, and the metadata promises so`() async throws {
        let walk = try await OAuthWalk(try await TestServices.shared.canaille())
        #expect(try await walk.approval()["iss"] == walk.server.issuer)
        let metadata = try await LoopbackHTTP.send("GET", walk.server.metadataURL).json
        #expect(metadata["authorization_response_iss_parameter_supported"]?.bool == true)
    }

    @Test func `a person who refuses is told of at the callback`() async throws {
        let walk = try await OAuthWalk(try await TestServices.shared.canaille())
        let page = try await walk.server.deny(walk.browser, walk.authorizationURL())
        #expect(page.query["error"] == "access_denied")
        #expect(page.query["state"] == walk.state)
    }

    @Test func `fewer scopes are granted than asked for`() async throws {
        let walk = try await OAuthWalk(try await TestServices.shared.canaille())
        let tokens = try await walk.tokens(scopes: ["openid", "profile", "email", "calendar"])
        #expect(tokens.scopes == ["openid", "profile", "email"])
    }

    @Test func `a token that is not good is a 401`() async throws {
        let walk = try await OAuthWalk(try await TestServices.shared.canaille())
        #expect(try await walk.resource("nonsense").status == 401)
        let tokens = try await walk.tokens()
        #expect(try await walk.revoke(tokens.access).status == 200)
        #expect(try await walk.resource(tokens.access).status == 401)
    }

    @Test func `a refresh token ends together with its access token`() async throws {
        var options = CanailleServer.Options()
        options.tokenSeconds = 1
        let walk = try await OAuthWalk(try await TestServices.shared.canaille(options))
        let tokens = try await walk.tokens()
        #expect(tokens.seconds == 1)
        try await Task.sleep(for: .milliseconds(2050))
        #expect(try await walk.resource(tokens.access).status == 401)
        #expect(try await walk.refresh(try #require(tokens.refresh)).error == "invalid_grant")
    }
}
