// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// Connection types of an organization's own: from the command line to a request, with the built program.
@Suite(.timeLimit(.minutes(4))) struct CustomAppTests {
    private func tenon(
        _ server: ServerProcess, _ arguments: [String]
    ) async throws -> Binary.Result {
        try await Binary.run(
            ["app"] + arguments, environment: ["TENON_URL": server.address, "TENON_TOKEN": server.token])
    }

    private func proxied(_ server: ServerProcess, _ id: Int64, _ path: String) async throws -> LoopbackHTTP.Answer {
        try await LoopbackHTTP.send(
            "GET", server.address + "/proxy/\(id)\(path)", headers: [("Authorization", "Token \(server.token)")],
            body: [])
    }

    /// Writes the texts of a type that sends its key to `url`, and to nowhere else.
    private func write(_ folder: String, type: String, url: String) throws {
        let authority = url.replacing("http://", with: "")
        let texts = [
            ("base", #"{"baseUrl": "\#(url)", "headers": {"x-api-key": "{{connection.apiKey}}"}} // how"#),
            ("connections/\(type)/tenon", #"{"hosts": ["\#(authority)"]}"#),
            ("connections/\(type)/api", #"{"url": "/key/me"} // who it is"#),
            (
                "connections/\(type)/parameters",
                #"[{"name": "apiKey", "label": "Key", "type": "password", "required": true, "editable": true},]"#
            ),
        ]
        for (name, text) in texts {
            try text.write(toFile: "\(folder)/\(name).jsonc", atomically: true, encoding: .utf8)
        }
    }

    private func isUpgradeable(_ server: ServerProcess, _ id: Int64) async throws -> Bool? {
        try await server.call("GET", "/connections/\(id)").json["connection"]?["upgradeable"]?.bool
    }

    @Test func `a type is made, mended, published and used, and its next version takes no secret away`() async throws {
        let server = try await ServerProcess.start()
        let other = try await Receiver.start()
        try await Simulator.withRunning { _, url in
            let made = try await tenon(server, ["create", "Acme Orders", "--template", "apikey"])
            #expect(made.exitCode == 0, "\(made.errors)")
            let app = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(app == "acme-orders")
            let folder = server.scratch.path + "/acme"
            #expect(try await tenon(server, ["pull", app, folder]).exitCode == 0)
            #expect(FileManager.default.fileExists(atPath: "\(folder)/connections/\(app)/api.jsonc"))
            try write(folder, type: app, url: url)
            let file = "\(folder)/connections/\(app)/parameters.jsonc"
            let good = try String(contentsOfFile: file, encoding: .utf8)
            try "[\n  {\"name\": \"apiKey\", \"label\": \"Key\", \"type\": \"wrong\"}\n]".write(
                toFile: file, atomically: true, encoding: .utf8)
            let refused = try await tenon(server, ["push", app, folder])
            #expect(refused.exitCode == 1 && refused.errors.contains("line 2"), "\(refused.errors)")
            try good.write(toFile: file, atomically: true, encoding: .utf8)
            let pushed = try await tenon(server, ["push", app, folder])
            #expect(pushed.exitCode == 0, "\(pushed.errors)")
            #expect(try await tenon(server, ["lint", app]).exitCode == 0)
            #expect(try await tenon(server, ["publish", app]).output.contains("version 1"))

            let id = try await server.create(["accountType": .string(app), "apiKey": "ada-key"])
            #expect(try await server.verify(id) == true)
            let answer = try await proxied(server, id, "/key/me")
            #expect(answer.status == 200 && answer.text.contains("ada"), "\(answer.text)")

            try write(folder, type: app, url: other.url)
            #expect(try await tenon(server, ["push", app, folder]).exitCode == 0)
            #expect(try await tenon(server, ["publish", app]).output.contains("version 2"))
            #expect(try await isUpgradeable(server, id) == true)
            #expect(try await proxied(server, id, "/key/me").text.contains("ada"))
            #expect(other.requests.isEmpty, "what was entered for the first version goes nowhere else")

            let anew = try await server.call("POST", "/connections/\(id)/set-data", ["apiKey": "new-key"])
            #expect(anew.status == 200, "\(anew.text)")
            #expect(try await isUpgradeable(server, id) == false)
            #expect(try await proxied(server, id, "/key/me").status == 200)
            #expect(other.requests.map { $0.headers["x-api-key"] } == ["new-key"])
            let versions = try await tenon(server, ["versions", app, "--json"])
            #expect(try JSONReader.read(versions.output)["versions"]?.array?.count == 2)
            #expect(try await tenon(server, ["delete", app]).exitCode == 1, "a connection uses it")
        }
        #expect(await server.stop() == 0)
    }

    @Test func `a custom app of Make's is made with all its texts, published and used`() async throws {
        let server = try await ServerProcess.start()
        try await Simulator.withRunning { _, url in
            let folder = server.scratch.path + "/orders-app"
            try FileManager.default.createDirectory(
                atPath: folder + "/connections/orders", withIntermediateDirectories: true)
            try write(folder, type: "orders", url: url)
            let common = "\(folder)/connections/orders/common.jsonc"
            try #"{"clientSecret": "canary-58"}"#.write(toFile: common, atomically: true, encoding: .utf8)

            let draft = try await tenon(server, ["import", folder])
            #expect(draft.exitCode == 0, "\(draft.errors)")
            #expect(draft.output == "App orders-app\nType orders-app\n")
            #expect(draft.errors.contains("tenon installation set orders-app"), "common is left out")
            #expect(draft.errors.contains("tenon app publish orders-app"))
            let published = try await tenon(
                server, ["import", folder, "--name", "acme", "--label", "Acme", "--publish", "--json"])
            #expect(published.exitCode == 0, "\(published.errors)")
            let answer = try JSONReader.read(published.output)
            #expect(answer["app"]?["name"] == "acme" && answer["app"]?["label"] == "Acme")
            #expect(answer["published"]?["version"] == 1)
            let id = try await server.create(["accountType": "acme", "apiKey": "ada-key"])
            #expect(try await server.verify(id) == true)
            #expect(try await proxied(server, id, "/key/me").text.contains("ada"))

            let again = try await tenon(server, ["import", folder, "--name", "acme", "--publish"])
            #expect(again.exitCode == 0 && again.output.hasPrefix("App acme-"), "\(again.output)")
            #expect(again.output.hasSuffix("Published version 1.\n"))

            try "[1".write(
                toFile: "\(folder)/connections/orders/parameters.jsonc", atomically: true, encoding: .utf8)
            let apps = try await tenon(server, ["list", "--json"]).output
            let broken = try await tenon(server, ["import", folder])
            #expect(broken.exitCode == 65 && broken.output.isEmpty)
            #expect(broken.errors.contains("\(folder)/connections/orders/parameters.jsonc:1:"))
            #expect(broken.errors.hasSuffix("tenon: 1 error(s), nothing was sent.\n"), "\(broken.errors)")
            #expect(try await tenon(server, ["list", "--json"]).output == apps)
        }
        #expect(await server.stop() == 0)
    }

    @Test func `two nodes see what the other one published, at once where it matters`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let database = try await postgres.makeDatabase()
        let servers = try await ManyNodesTests.start(2, on: postgres.url(database), scratch: try ScratchDirectory())
        let (first, second) = (try await Receiver.start(), try await Receiver.start())
        let made = try await servers[0].call("POST", "/sdk/apps", ["name": "acme", "label": "Acme"])
        #expect(made.status == 200, "\(made.text)")
        #expect(try await servers[0].call("POST", "/sdk/apps/acme/connections", ["type": "apikey"]).status == 200)
        let scratch = try ScratchDirectory()
        func publish(_ url: String, on server: ServerProcess) async throws {
            try FileManager.default.createDirectory(
                atPath: scratch.path + "/connections/acme", withIntermediateDirectories: true)
            try write(scratch.path, type: "acme", url: url)
            let pushed = try await tenon(server, ["push", "acme", scratch.path])
            #expect(pushed.exitCode == 0, "\(pushed.errors)")
            #expect(try await tenon(server, ["publish", "acme"]).exitCode == 0)
        }
        try await publish(first.url, on: servers[0])
        // The other node may not have heard of it yet, and looks.
        let id = try await servers[1].create(["accountType": "acme", "apiKey": "sec-1"])
        try await publish(second.url, on: servers[1])
        let late = try await servers[1].create(["accountType": "acme", "apiKey": "sec-2"])
        for server in servers.reversed() {
            #expect(try await proxied(server, late, "/late").status == 200)
            #expect(try await proxied(server, id, "/early").status == 200)
            #expect(try await isUpgradeable(server, late) == false)
        }
        #expect(try await eventually { try await isUpgradeable(servers[0], id) == true })
        #expect(Set(first.requests.map(\.path)) == ["/early"])
        #expect(Set(second.requests.map(\.path)) == ["/late"])
        for server in servers { #expect(await server.stop() == 0) }
        // A node that starts later knows both versions as well.
        let third = try await ServerProcess.start(
            token: servers[0].token,
            settings: [
                "TENON_DATABASE": postgres.url(database),
                "TENON_VAULT_KEY_RING_FILE": servers[0].scratch.data + "/keyring.json",
            ])
        #expect(try await proxied(third, id, "/early").status == 200)
        #expect(await third.stop() == 0)
    }
}
