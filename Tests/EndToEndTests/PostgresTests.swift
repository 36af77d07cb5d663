// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// The built program on a PostgreSQL database.
@Suite(.timeLimit(.minutes(4))) struct PostgresTests {
    private func connection(_ index: Int) -> JSON {
        [
            "accountType": "make", "accountName": .string("c\(index)"), "apiKey": .string("canary-\(index)-p8"),
            "url": "https://example.com",
        ]
    }

    @Test func `the nine calls, with the operator's commands beside them`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let url = postgres.url(try await postgres.makeDatabase(), overTCP: true)
        let nginx = try await TestServices.shared.nginx()
        let server = try await ServerProcess.start(settings: ["TENON_DATABASE": url])
        let id = try await server.create([
            "accountType": "http-bearer", "url": .string("http://127.0.0.1:\(nginx.port)/bearer/me"),
            "token": .string(nginx.key),
        ])
        #expect(try await server.call("GET", "/connections?teamId=1").json["connections"]?.array?.count == 1)
        #expect(try await server.call("GET", "/connections/\(id)").status == 200)
        #expect(try await server.verify(id) == true)
        #expect(try await server.call("PATCH", "/connections/\(id)", ["name": "renamed"]).status == 200)
        let keep = try await server.call("POST", "/connections/\(id)/set-data?missing=keep", ["token": "canary-other"])
        #expect(keep.status == 200)
        #expect(try await server.verify(id) == false)
        #expect(try await server.call("GET", "/connections/\(id)/editable-data-schema").status == 200)
        #expect(try await server.call("POST", "/connections/\(id)/scoped", ["scope": []]).status == 200)
        let place = ["--data", server.scratch.data]
        let environment = ["TENON_DATABASE": url]
        for command in [["audit", "verify"], ["keys", "list"], ["keys", "rotate", "root"]] {
            let result = try await Binary.run(command + place, environment: environment)
            #expect(result.exitCode == 0, "\(command): \(result.errors)")
        }
        let recovered = try await Binary.run(["token", "recover"] + place, environment: environment)
        let token = recovered.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try await server.call("GET", "/users/me", token: .some(token)).status == 200)
        #expect(try await server.call("DELETE", "/connections/\(id)").status == 200)
        #expect(!FileManager.default.fileExists(atPath: server.scratch.data + "/tenon.sqlite"))
        let log = try server.log
        for secret in ["correct", "canary", url] { #expect(!log.contains(secret)) }
        #expect(await server.stop() == 0)
    }

    /// A connection that is closed late would find the TLS library taken down.
    @Test func `a command has closed its connections when it ends`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let environment = ["TENON_DATABASE": postgres.url(try await postgres.makeDatabase(), overTCP: true)]
        let server = try await ServerProcess.start(settings: environment)
        for command in [["audit", "verify"], ["keys", "list"]] {
            for _ in 0..<20 {
                let result = try await Binary.run(
                    command + ["--data", server.scratch.data], environment: environment)
                #expect(result.exitCode == 0, "\(command): \(result.errors.prefix(200))")
            }
        }
        #expect(await server.stop() == 0)
    }

    @Test func `what was acknowledged before kill -9 is there afterwards, and opens`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let environment = ["TENON_DATABASE": postgres.url(try await postgres.makeDatabase())]
        let scratch = try ScratchDirectory()
        let server = try await ServerProcess.start(in: scratch, settings: environment)
        let acknowledged = Acknowledged()
        await withTaskGroup { group in
            for client in 0..<100 {
                group.addTask { [connection = connection(client)] in
                    for _ in 0..<20 {
                        // The server is killed under these calls: one that fails was not acknowledged.
                        let answer = try? await server.call("POST", "/connections?teamId=1", connection)
                        guard let id = try? answer?.json["connection"]?["id"]?.int else { return }
                        if acknowledged.add(id) == 150 { kill(server.processIdentifier, SIGKILL) }
                    }
                }
            }
        }
        await server.stop(SIGKILL)
        let ids = acknowledged.all
        #expect(ids.count >= 150)
        #expect(ids.count < 2000, "the server was killed too late to prove anything")
        let again = try await ServerProcess.start(in: scratch, token: server.token, settings: environment)
        let stored = try await again.call("GET", "/connections?teamId=1").json["connections"]?.array ?? []
        let found = Set(stored.compactMap { $0["id"]?.int })
        #expect(found.isSuperset(of: ids))
        // Keeping one field means opening what is stored.
        for id in ids {
            let answer = try await again.call(
                "POST", "/connections/\(id)/set-data?missing=keep", ["apiKey": "canary-new-p8"])
            #expect(answer.status == 200, "\(answer.text)")
        }
        let audit = try await Binary.run(["audit", "verify", "--data", scratch.data], environment: environment)
        #expect(audit.exitCode == 0, "\(audit.output)\(audit.errors)")
    }

    @Test func `while the database is away calls are told so, and work again when it is back`() async throws {
        let postgres = try await PostgresServer.start()
        let database = try await postgres.makeDatabase()
        let server = try await ServerProcess.start(settings: ["TENON_DATABASE": postgres.url(database)])
        let id = try await server.create(connection(1))
        try await postgres.stop()
        for (method, path) in [("GET", "/connections/\(id)"), ("POST", "/connections?teamId=1")] {
            let answer = try await server.call(method, path, method == "POST" ? connection(2) : nil)
            #expect(answer.status == 503)
            #expect(try answer.json["detail"]?.string?.contains("cannot be reached") == true, "\(answer.text)")
        }
        try await postgres.resume()
        let deadline = ContinuousClock.now + .seconds(20)
        var status = 503
        while status == 503, ContinuousClock.now < deadline {
            status = try await server.call("GET", "/connections/\(id)").status
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(status == 200)
        _ = try await server.create(connection(3))
        #expect(await server.stop() == 0)
        try await postgres.stop()
    }

    @Test func `two servers that start at once on an empty database both serve it, with the same keys`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let url = postgres.url(try await postgres.makeDatabase())
        // One ring for both, made by a server of its own.
        let scratch = try ScratchDirectory()
        try await ServerProcess.start(in: scratch).stop()
        let settings = ["TENON_DATABASE": url, "TENON_VAULT_KEY_RING_FILE": scratch.data + "/keyring.json"]
        let token = UUID().uuidString.lowercased()
        async let first = ServerProcess.start(token: token, settings: settings)
        async let second = ServerProcess.start(token: token, settings: settings)
        let servers = try await [first, second]
        let id = try await servers[0].create(connection(1))
        for server in servers {
            let answer = try await server.call(
                "POST", "/connections/\(id)/set-data?missing=keep", ["apiKey": "canary-two-p8"])
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test func `what keeps it from starting is told in one sentence, without the password`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let database = try await postgres.makeDatabase()
        let scratch = try ScratchDirectory()
        let file = scratch.path + "/url"
        try "postgres://tenon:canary-p9@127.0.0.1:\(postgres.port)/\(database)\n".write(
            toFile: file, atomically: false, encoding: .utf8)
        let closed = try LoopbackPort.free()
        let latin = "postgres://tenon:canary-p9@127.0.0.1:\(closed)/x"
        let cases: [(arguments: [String], environment: [String: String], code: Int32, words: String)] = [
            (["--database-file", file], [:], 69, "refuses the log-in"),
            ([], ["TENON_DATABASE": latin], 69, "cannot be reached"),
            (["--database", latin], [:], 64, "holds a password"),
            ([], ["TENON_DATABASE": "mysql://u:canary-p9@h/x"], 64, "postgres://"),
            ([], ["TENON_DATABASE": "postgres://u:canary-p9/x@h/x"], 64, "percent-encoded"),
            (["--database-file", scratch.path + "/absent"], [:], 64, "cannot be read"),
            (["--database-file", file], ["TENON_DATABASE": latin], 64, "exclude each other"),
        ]
        for (arguments, environment, code, words) in cases {
            let result = try await Binary.run(
                ["serve", "--data", scratch.data, "--port", "0"] + arguments, environment: environment)
            #expect(result.exitCode == code, "\(words): \(result.errors)")
            #expect(result.errors.contains(words), "\(result.errors)")
            #expect(!(result.output + result.errors).contains("canary"), "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count { $0.hasPrefix("tenon: ") } == 1, "\(result.errors)")
        }
    }

    @Test func `commands are told when there is no server's database at the URL`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let url = postgres.url(try await postgres.makeDatabase())
        let scratch = try ScratchDirectory()
        try FileManager.default.createDirectory(atPath: scratch.data, withIntermediateDirectories: true)
        let result = try await Binary.run(["audit", "verify", "--data", scratch.data, "--database", url])
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("has not the tables of Tenon"), "\(result.errors)")
    }
}
