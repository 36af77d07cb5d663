// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// The flows that no other server here speaks, and the quirks of big vendors, against the simulator.
@Suite struct SimulatedFlowTests {
    private struct Scene {
        let tenon: ServerProcess
        let provider: Simulator
        let url: String

        func status(_ id: Int64) async throws -> JSON {
            try #require(try await tenon.call("GET", "/connections/\(id)/health").json["health"])
        }

        func link(_ id: Int64) async throws -> String {
            let answer = try await tenon.call("POST", "/connections/\(id)/authorization", [:])
            return try #require(try answer.json["authorizationUrl"]?.string, "\(answer.text)")
        }

        func client(_ type: String, id: String, secret: String) async throws {
            let answer = try await tenon.call(
                "PUT", "/installations/\(type)", ["clientId": .string(id), "clientSecret": .string(secret)])
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    /// Runs `body` with a simulator that says yes at once, and a server with these definitions of its own.
    private func scene(
        _ switches: Switches = .approving(), definitions: @Sendable (String) throws -> [String] = Self.none,
        _ body: (Scene) async throws -> Void
    ) async throws {
        try await Simulator.withRunning { provider, url in
            provider.set(switches)
            let scratch = try ScratchDirectory()
            let folder = scratch.path + "/catalog"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (index, text) in try definitions(url).enumerated() {
                try text.write(toFile: "\(folder)/\(index).yaml", atomically: true, encoding: .utf8)
            }
            let tenon = try await ServerProcess.start(in: scratch, settings: ["TENON_CATALOG_PATH": folder])
            try await body(Scene(tenon: tenon, provider: provider, url: url))
        }
    }

    @Sendable private static func none(_: String) -> [String] { [] }

    /// A shipped definition whose vendor is the simulator.
    private func shipped(_ app: String, as name: String, _ hosts: [String: String], at url: String) throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/TenonCatalog/Apps/\(app).yaml")
        var text = try String(contentsOf: file, encoding: .utf8)
        for (host, path) in hosts.sorted(by: { $0.key.count > $1.key.count }) {
            text = text.replacing(host, with: url + path)
        }
        for (old, new) in [
            ("app: \(app)", "app: \(name)"), ("  \(app):\n", "  \(name):\n"),
            ("hosts: [\"*.googleapis.com\", accounts.google.com]", "hosts: [127.0.0.1]"),
            ("hosts: [\"*.googleapis.com\"]", "hosts: [127.0.0.1]"), ("hosts: [slack.com]", "hosts: [127.0.0.1]"),
            ("  google-service-account:", "  \(name)-service-account:"),
        ] { text = text.replacing(old, with: new) }
        return text
    }

    @Sendable private func google(_ url: String) throws -> [String] {
        [
            try shipped(
                "google", as: "google-sim",
                [
                    "https://accounts.google.com/o/oauth2/v2/auth": "/google/o/oauth2/v2/auth",
                    "https://accounts.google.com": "/google", "https://oauth2.googleapis.com/token": "/google/token",
                    "https://oauth2.googleapis.com/revoke": "/google/revoke",
                    "https://oauth2.googleapis.com/tokeninfo": "/google/tokeninfo",
                    "https://openidconnect.googleapis.com/v1/userinfo": "/google/v1/userinfo",
                ], at: url)
        ]
    }

    @Test func `Google: offline access, granular consent, revocation`() async throws {
        try await scene(.approving(accessSeconds: 2), definitions: google) { scene in
            try await scene.client("google-sim", id: RegisteredClient.standard.id, secret: "simulator-secret")
            let gmail = "https://mail.google.com/"
            scene.provider.set(.approving(accessSeconds: 2, withheldScopes: [gmail]))
            let id = try await scene.tenon.create(["accountType": "google-sim", "scopes": [.string(gmail)]])
            let page = try await HeadlessBrowser().open(try await scene.link(id))
            #expect(page.status == 200, "\(page.html)")
            #expect(page.document.text.contains(gmail), "the unticked permission is named")
            let health = try await scene.status(id)
            #expect(health["missingScopes"] == [.string(gmail)])
            #expect(try await scene.tenon.verify(id) == true)
            let shown = try await scene.tenon.call("GET", "/connections/\(id)").json["connection"]
            #expect(shown?["metadata"]?["type"] == "email")
            #expect(shown?["scopesCnt"]?.int == 2)
            // A refresh answer of Google's holds no refresh token: the old one stays.
            try await Task.sleep(for: .seconds(2))
            #expect(try await scene.tenon.verify(id) == true)
            try await Task.sleep(for: .seconds(2))
            #expect(try await scene.tenon.verify(id) == true)
            #expect(try await scene.tenon.call("DELETE", "/connections/\(id)").status == 200)
            #expect(scene.provider.grants.allSatisfy { !$0.isAlive }, "deleting revokes")
        }
    }

    @Sendable private func slack(_ url: String) throws -> [String] {
        [
            try shipped(
                "slack", as: "slack-sim",
                ["https://slack.com/oauth": "/slack/oauth", "https://slack.com/api": "/slack/api"], at: url)
        ]
    }

    @Test(arguments: [true, false])
    func `Slack: answers 200 to everything, and rotation is optional`(_ rotates: Bool) async throws {
        var switches = Switches.approving(accessSeconds: rotates ? 2 : nil)
        switches.rotation = rotates
        try await scene(switches, definitions: slack) { scene in
            try await scene.client("slack-sim", id: "1.2", secret: "slack-secret")
            scene.provider.register(
                RegisteredClient(id: "1.2", secret: "slack-secret", redirectURIs: nil, scopes: nil, publicKeys: []))
            let id = try await scene.tenon.create(["accountType": "slack-sim", "scopes": ["chat:write"]])
            let page = try await HeadlessBrowser().open(try await scene.link(id))
            #expect(page.status == 200, "\(page.html)")
            #expect(try await scene.tenon.verify(id) == true)
            let health = try await scene.status(id)
            #expect((health["tokenExpires"]?.isNull == false) == rotates)
            #expect(Set(health["grantedScopes"]?.array?.compactMap(\.string) ?? []) == ["users:read", "chat:write"])
            if rotates {
                try await Task.sleep(for: .seconds(2))
                #expect(try await scene.tenon.verify(id) == true)
            }
            _ = scene.provider.revoke(.all)
            #expect(try await scene.tenon.verify(id) == false)
            let own = try await scene.tenon.create([
                "accountType": "slack-sim", "clientId": "1.2", "clientSecret": "not it",
            ])
            let refused = try await HeadlessBrowser().open(try await scene.link(own))
            #expect(refused.status == 502)
            #expect(refused.document.text.contains("does not accept your organization’s client"))
        }
    }

    @Sendable private func others(_ url: String) -> [String] {
        [
            """
            app: sim
            label: Sim
            theme: "#112233"
            base: {baseUrl: "\(url)"}
            connections:
              sim-session:
                type: basic
                hosts: [127.0.0.1]
                parameters: [{name: username, required: true}, {name: password, type: password, required: true, editable: true}]
                api:
                  token:
                    url: /session
                    method: POST
                    body: {username: "{{connection.username}}", password: "{{connection.password}}"}
                    response:
                      type: json
                      data: {accessToken: "{{body.sessionToken}}", expires: "{{expiry(body.expiresIn)}}"}
                  info: {url: /session/api/me, headers: {x-session: "{{connection.accessToken}}"}}
              sim-assertion:
                type: oauth
                hosts: [127.0.0.1]
                pkce: none
                parameters: [{name: client, required: true}, {name: key, type: pkey, required: true}]
                api:
                  token:
                    url: /token
                    method: POST
                    type: urlencoded
                    temp: {claims: {iss: "{{connection.client}}", sub: ada, aud: "\(url)/token", iat: "{{timestamp}}", exp: "{{timestamp + 300}}"}}
                    body: {grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: "{{jwt(temp.claims; connection.key; 'RS256')}}"}
                    response: {type: json, data: {accessToken: "{{body.access_token}}", expires: "{{expiry(body.expires_in)}}"}}
                  info: {url: /api/me, headers: {authorization: "Bearer {{connection.accessToken}}"}}
            """,
            """
            app: signed
            label: Signed
            theme: "#112233"
            base:
              baseUrl: "\(url)"
              oauth: {consumer_key: "{{connection.key}}", consumer_secret: "{{connection.secret}}", token: "{{connection.accessToken}}", token_secret: "{{connection.tokenSecret}}"}
            connections:
              sim-signed:
                type: oauth
                hosts: [127.0.0.1]
                pkce: none
                parameters: [{name: key, required: true}, {name: secret, type: password, required: true}]
                api:
                  requestToken:
                    url: /oauth1/request_token
                    method: POST
                    oauth: {consumer_key: "{{connection.key}}", consumer_secret: "{{connection.secret}}", callback: "{{oauth.redirectUri}}"}
                    response:
                      type: urlencoded
                      temp: {token: "{{body.oauth_token}}", tokenSecret: "{{body.oauth_token_secret}}"}
                  authorize: {url: /oauth1/authorize, qs: {oauth_token: "{{temp.token}}"}}
                  accessToken:
                    url: /oauth1/access_token
                    method: POST
                    oauth: {consumer_key: "{{connection.key}}", consumer_secret: "{{connection.secret}}", token: "{{temp.token}}", token_secret: "{{temp.tokenSecret}}", verifier: "{{query.oauth_verifier}}"}
                    response:
                      type: urlencoded
                      data: {accessToken: "{{body.oauth_token}}", tokenSecret: "{{body.oauth_token_secret}}"}
                  info: {url: /oauth1/api/me}
            """,
        ]
    }

    @Test func `OAuth 1_0a through the proxy: each request is signed, query and all`() async throws {
        try await scene(definitions: others) { scene in
            let id = try await scene.tenon.create([
                "accountType": "sim-signed", "key": .string(RegisteredClient.standard.id), "secret": "simulator-secret",
            ])
            #expect(try await HeadlessBrowser().open(try await scene.link(id)).status == 200)
            for query in ["", "?b=%20x&a=1&a=0&c", "?q=%26%3D+"] {
                let answer = try await LoopbackHTTP.send(
                    "GET", "\(scene.tenon.address)/proxy/\(id)/oauth1/api/me\(query)",
                    headers: [("Authorization", "Bearer \(scene.tenon.token)")], body: [])
                #expect(answer.status == 200, "\(query): \(answer.text)")
            }
        }
    }

    @Test func `OAuth 1_0a: temporary credentials, a person, signed requests`() async throws {
        try await scene(definitions: others) { scene in
            let id = try await scene.tenon.create([
                "accountType": "sim-signed", "key": .string(RegisteredClient.standard.id), "secret": "simulator-secret",
            ])
            let page = try await HeadlessBrowser().open(try await scene.link(id))
            #expect(page.status == 200, "\(page.html)")
            #expect(try await scene.tenon.verify(id) == true)
        }
    }

    @Test func `a log-in for a session token, again when it ends`() async throws {
        try await scene(.approving(accessSeconds: 1), definitions: others) { scene in
            let good: JSON = ["accountType": "sim-session", "username": "ada", "password": "ada-password"]
            let id = try await scene.tenon.create(good)
            #expect(try await scene.tenon.verify(id) == true)
            try await Task.sleep(for: .milliseconds(1200))
            #expect(try await scene.tenon.verify(id) == true)
            let bad = try await scene.tenon.create([
                "accountType": "sim-session", "username": "ada", "password": "wrong",
            ])
            #expect(try await scene.tenon.verify(bad) == false)
        }
    }

    @Test func `a signed assertion in place of a person (RFC 7523)`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        try await scene(definitions: others) { scene in
            scene.provider.register(
                RegisteredClient(
                    id: "robot", secret: nil, redirectURIs: nil, scopes: nil,
                    publicKeys: [try #require(PublicKey(pem: key.publicKey.pemRepresentation))]))
            let id = try await scene.tenon.create([
                "accountType": "sim-assertion", "client": "robot", "key": .string(key.pemRepresentation),
            ])
            #expect(try await scene.tenon.verify(id) == true)
        }
    }

    @Test func `a client that proves itself with its key (private_key_jwt)`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        try await scene { scene in
            scene.provider.register(
                RegisteredClient(
                    id: "signer", secret: nil, redirectURIs: nil, scopes: nil,
                    publicKeys: [try #require(PublicKey(pem: key.publicKey.pemRepresentation))]))
            let id = try await scene.tenon.create([
                "accountType": "http-oauth2-client-credentials", "url": .string(scene.url + "/api/me"),
                "issuer": .string(scene.url), "clientId": "signer", "clientAuthentication": "private_key_jwt",
                "privateKey": .string(key.pemRepresentation),
            ])
            #expect(try await scene.tenon.verify(id) == true)
        }
    }

    @Test func `user name and password, for what offers nothing better`() async throws {
        try await scene(.approving(accessSeconds: 1)) { scene in
            let id = try await scene.tenon.create([
                "accountType": "http-oauth2-password", "url": .string(scene.url + "/api/me"),
                "tokenUrl": .string(scene.url + "/token"), "clientId": .string(RegisteredClient.standard.id),
                "clientSecret": "simulator-secret", "username": "ada", "password": "ada-password",
            ])
            #expect(try await scene.tenon.verify(id) == true)
            try await Task.sleep(for: .milliseconds(1200))
            #expect(try await scene.tenon.verify(id) == true)
        }
    }

    @Test func `another device: the code, the waiting, the yes`() async throws {
        try await scene { scene in
            let id = try await scene.tenon.create([
                "accountType": "http-oauth2-device", "url": .string(scene.url + "/api/me"),
                "issuer": .string(scene.url), "clientId": .string(RegisteredClient.standard.id),
                "clientSecret": "simulator-secret",
            ])
            let answer = try await scene.tenon.call("POST", "/connections/\(id)/authorization", [:]).json
            let page = try #require(answer["authorizationUrl"]?.string)
            #expect(answer["userCode"]?.string?.isEmpty == false)
            #expect(try await scene.status(id)["status"] == "unauthorized")
            let separator = page.contains("?") ? "&" : "?"
            _ = try await HeadlessBrowser().open(page + separator + "auto=approve")
            var status = ""
            for _ in 0..<60 where status != "ok" {
                try await Task.sleep(for: .milliseconds(250))
                status = try await scene.status(id)["status"]?.string ?? ""
            }
            #expect(status == "ok")
            #expect(try await scene.tenon.verify(id) == true)
        }
    }
}

extension Switches {
    /// A person who says yes at once.
    static func approving(
        accessSeconds: Int? = nil, withheldScopes: [String]? = nil, issuerAnswer: IssuerAnswer? = nil,
        promisesIssuer: Bool? = nil
    ) -> Switches {
        var switches = Switches()
        switches.auto = .approve
        switches.accessSeconds = accessSeconds
        switches.withheldScopes = withheldScopes
        switches.issuerAnswer = issuerAnswer
        switches.promisesIssuer = promisesIssuer
        return switches
    }
}
