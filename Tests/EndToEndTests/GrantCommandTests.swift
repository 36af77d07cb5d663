// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import Testing

/// The commands on OAuth with the built program, a server, and a provider that answers as it was told.
@Suite struct GrantCommandTests {
    private static let canary = "canary-client-3d1f"

    private func definitions(at provider: String) -> String {
        """
        app: canned
        label: Canned
        connections:
          canned-machine:
            label: Canned machine
            type: oauth
            hosts: ["127.0.0.1"]
            flow: client_credentials
            client: {id: "{{common.clientId}}", secret: "{{common.clientSecret}}", method: post}
            server: {token_endpoint: "\(provider)/token", revocation_endpoint: "\(provider)/revoke"}
            api: {info: {url: "\(provider)/me", headers: {authorization: "Bearer {{connection.accessToken}}"}}}
          canned-device:
            label: Canned device
            type: oauth
            hosts: ["127.0.0.1"]
            flow: device_code
            client: {id: "{{common.clientId}}", secret: "{{common.clientSecret}}", method: post}
            server: {token_endpoint: "\(provider)/token", device_authorization_endpoint: "\(provider)/device"}
            api: {info: {url: "\(provider)/me", headers: {authorization: "Bearer {{connection.accessToken}}"}}}
        """
        .replacing(": &machine", with: ":").replacing("127.0.0.1", with: "127.0.0.1")
    }

    private func start(_ answers: [String: [CannedProvider.Answer]]) async throws -> (ServerProcess, CannedProvider) {
        let provider = try await CannedProvider.start(answers)
        let scratch = try ScratchDirectory()
        let folder = scratch.path + "/definitions"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try definitions(at: provider.url).write(toFile: folder + "/canned.yaml", atomically: true, encoding: .utf8)
        return (try await ServerProcess.start(in: scratch, settings: ["TENON_CATALOG_PATH": folder]), provider)
    }

    @discardableResult
    private func tenon(
        _ server: ServerProcess, _ arguments: String..., input: String = "", code: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Binary.Result {
        let result = try await Binary.run(
            arguments, environment: ["TENON_URL": server.address, "TENON_TOKEN": server.token], input: input)
        #expect(result.exitCode == code, "\(result.output)\(result.errors)", sourceLocation: sourceLocation)
        return result
    }

    private static let token: CannedProvider.Answer = .init(
        body: ["access_token": "canary-at-1", "token_type": "Bearer", "expires_in": 3600])

    @Test func `installations are set with a secret from standard input, and show the redirect URI`() async throws {
        let server = try await ServerProcess.start()
        let set = try await tenon(
            server, "installation", "set", "google", "--client-id", "client-1", "--client-secret-stdin",
            input: Self.canary + "\n")
        #expect(set.output.contains("Redirect URI  \(server.address)/oauth/cb/google\n"))
        #expect(!(set.output + set.errors).contains(Self.canary))
        let list = try await tenon(server, "installation", "list", "--json")
        let shown = try JSONReader.read(list.output)["installations"]?.array?.first
        #expect(shown?["clientId"] == "client-1")
        #expect(shown?["secrets"] == ["clientSecret"])
        #expect(!list.output.contains(Self.canary))
        try await tenon(server, "installation", "delete", "google")
        try await tenon(server, "installation", "delete", "google", code: 1)
        let unasked = try await tenon(server, "installation", "set", "google", "--client-id", "c", code: 64)
        #expect(unasked.errors.contains("--client-secret-stdin"))
    }

    @Test func `links are made, listed and taken back`() async throws {
        let server = try await ServerProcess.start()
        let made = try await tenon(server, "link", "create", "http-bearer", "--team", "1", "--name", "Guest's")
        #expect(made.output.hasPrefix("\(server.address)/connect/"))
        let list = try await tenon(server, "link", "list", "--team", "1")
        #expect(list.output.contains("Guest's"))
        #expect(!list.output.contains("/connect/"))
        try await tenon(server, "link", "delete", "1")
        #expect(try await !tenon(server, "link", "list", "--team", "1").output.contains("Guest's"))
        try await tenon(server, "link", "create", "http-bearer", "--team", "1", "--expires", "91d", code: 1)
    }

    @Test func `a device's code is shown, and the wait ends when the person has answered`() async throws {
        let pending = CannedProvider.Answer(status: 400, body: ["error": "authorization_pending"])
        let (server, provider) = try await start([
            "/device": [
                .init(body: [
                    "device_code": "canary-device", "user_code": "WDJB-MJHT", "interval": 1, "expires_in": 300,
                    "verification_uri": "https://device.example",
                ])
            ],
            "/token": [pending, Self.token], "/me": [.init(body: ["name": "Ada"])],
        ])
        try await tenon(
            server, "installation", "set", "canned-device", "--client-id", "c", "--client-secret-stdin",
            input: Self.canary)
        let id = try await server.create(["accountType": "canned-device"])
        let before = try await tenon(server, "connection", "health", "\(id)")
        #expect(before.output.hasPrefix("Connection \(id): unauthorized\n"))
        let authorized = try await tenon(server, "connection", "authorize", "\(id)", "--wait")
        #expect(authorized.output.hasPrefix("https://device.example\nEnter there the code WDJB-MJHT\n"))
        #expect(authorized.output.contains("Connection \(id): ok\n"))
        #expect(provider.questions.filter { $0.path == "/token" }.allSatisfy { $0.form.contains("canary-device") })
        let events = try await tenon(server, "connection", "events", "\(id)", "--limit", "20")
        #expect(events.output.contains("connection.authorized"))
        let revealed = try await tenon(server, "connection", "credentials", "\(id)")
        #expect(revealed.output == "canary-at-1\n")
        #expect(!(events.output + authorized.output + events.errors).contains("canary-at-1"))
        #expect(try await tenon(server, "connection", "events", "\(id)").output.contains("credential_revealed"))
    }

    @Test func `a device authorization that is refused ends the wait with code 1`() async throws {
        let (server, provider) = try await start([
            "/device": [
                .init(body: [
                    "device_code": "d", "user_code": "U", "interval": 1, "verification_uri": "https://device.example",
                ])
            ],
            "/token": [.init(status: 400, body: ["error": "access_denied"])],
        ])
        try await tenon(server, "installation", "set", "canned-device", "--client-id", "c", "--public")
        let id = try await server.create(["accountType": "canned-device"])
        let refused = try await tenon(server, "connection", "authorize", "\(id)", "--wait", code: 1)
        #expect(refused.errors.contains("The connection was not authorized (exchange_failed)."))
        #expect(provider.questions.map(\.path) == ["/device", "/token"])
    }

    @Test func `an incident's report tells what was revoked and what was not`() async throws {
        let (server, provider) = try await start([
            "/token": [Self.token], "/revoke": [.init(), .init(status: 503)],
        ])
        try await tenon(server, "installation", "set", "canned-machine", "--client-id", "c", "--public")
        let untouched = try await server.create(["accountType": "canned-machine", "accountName": "Untouched"])
        let clean = try await tenon(server, "revoke", "--type", "canned-machine", "--yes", "--json")
        let first = try JSONReader.read(clean.output)
        #expect(first["complete"] == true)
        #expect(first["revocations"]?.array?.first?["outcome"] == "nothing_to_revoke")

        try await tenon(server, "connection", "credentials", "\(untouched)")
        let revoked = try await tenon(server, "revoke", "--type", "canned-machine", "--yes")
        #expect(revoked.output.contains("revoked"))
        #expect(revoked.errors.contains("[1/1] connection \(untouched) 'Untouched': revoked"))
        #expect(provider.questions.last?.form.contains("canary-at-1") == true)
        #expect(!(revoked.output + revoked.errors).contains("canary-at-1"))
        let health = try await tenon(server, "connection", "health", "\(untouched)", "--json")
        #expect(try JSONReader.read(health.output)["health"]?["trouble"]?["reason"] == "revoked")

        // The provider is down now, and one connection has a key that nobody can revoke from here.
        _ = try await server.create(["accountType": "http-bearer", "url": "https://a.example", "token": "t"])
        let report = try await tenon(server, "revoke", "--team", "1", "--yes", "--json", code: 1)
        let outcomes = try JSONReader.read(report.output)["revocations"]?.array?.compactMap { $0["outcome"]?.string }
        #expect(outcomes == ["failed", "not_supported"])
        #expect(report.errors.contains("2 connection(s) were not revoked."))
    }

    @Test func `nobody is revoked without a yes, or by a slip of the pen`() async throws {
        let server = try await ServerProcess.start()
        let id = try await server.create(["accountType": "http-bearer", "url": "https://a.example", "token": "t"])
        let unasked = try await tenon(server, "revoke", "--team", "1", code: 64)
        #expect(unasked.errors.contains("--yes"))
        #expect(try await !tenon(server, "connection", "events", "\(id)").output.contains("revoked"))
        try await tenon(server, "revoke", "--type", "gogle", "--yes", code: 1)
        #expect(try await tenon(server, "revoke", "--type", "slack", "--yes").output == "No connection matches.\n")
    }
}
