// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// Verification against real software: a good credential, a bad one, and the service down.
@Suite struct VerificationTests {
    @Test func `nginx with basic authentication`() async throws {
        let (server, nginx) = (try await ServerProcess.start(), try await TestServices.shared.nginx())
        func connection(_ password: String, port: Int? = nil) -> JSON {
            [
                "accountType": "http-basic", "url": .string("http://127.0.0.1:\(port ?? nginx.port)/basic/me"),
                "username": .string(nginx.user), "password": .string(password),
            ]
        }
        #expect(try await server.verify(server.create(connection(nginx.password))) == true)
        #expect(try await server.verify(server.create(connection("wrong"))) == false)
        #expect(try await server.verify(server.create(connection(nginx.password, port: LoopbackPort.free()))) == nil)
    }

    @Test(arguments: [("header", "X-Api-Key", "/header/me"), ("query", "api_key", "/query/me")])
    func `nginx with a key`(_ placement: String, name: String, path: String) async throws {
        let (server, nginx) = (try await ServerProcess.start(), try await TestServices.shared.nginx())
        func connection(_ key: String, path: String, port: Int? = nil) -> JSON {
            [
                "accountType": "http-api-key", "url": .string("http://127.0.0.1:\(port ?? nginx.port)\(path)"),
                "key": .string(key), "placement": .string(placement), "name": .string(name),
            ]
        }
        #expect(try await server.verify(server.create(connection(nginx.key, path: path))) == true)
        #expect(try await server.verify(server.create(connection("wrong", path: path))) == false)
        #expect(try await server.verify(server.create(connection(nginx.key, path: "/limited"))) == nil)
        #expect(try await server.verify(server.create(connection(nginx.key, path: "/status/500"))) == nil)
        #expect(
            try await server.verify(server.create(connection(nginx.key, path: path, port: LoopbackPort.free()))) == nil)
    }

    @Test func `a redirect is not followed, and says nothing of the credential`() async throws {
        let (server, nginx) = (try await ServerProcess.start(), try await TestServices.shared.nginx())
        let id = try await server.create([
            "accountType": "http-bearer", "url": .string("http://127.0.0.1:\(nginx.port)/redirect/elsewhere"),
            "token": .string(nginx.key),
        ])
        #expect(try await server.verify(id) == nil)
    }

    @Test(arguments: ["tls", "starttls", "none"], ["imap", "smtp"])
    func `Dovecot and Postfix`(_ security: String, _ type: String) async throws {
        let (server, mail) = (try await ServerProcess.start(), try await TestServices.shared.mail())
        let port =
            switch (type, security) {
            case ("imap", "tls"): mail.imapsPort
            case ("imap", _): mail.imapPort
            case (_, "tls"): mail.smtpsPort
            default: mail.smtpPort
            }
        func connection(_ password: String, port: Int, authority: String? = nil) -> JSON {
            [
                "accountType": .string(type), "host": "127.0.0.1", "port": JSON(port), "security": .string(security),
                "username": .string(mail.alice.name), "password": .string(password),
                "certificate": .string(authority ?? mail.authority),
            ]
        }
        let good = try await server.create(connection(mail.alice.password, port: port))
        #expect(try await server.verify(good) == true)
        let details = try await server.call("GET", "/connections/\(good)").json["connection"]
        #expect(details?["metadata"]?["value"]?.string == mail.alice.name)
        #expect(try await server.verify(server.create(connection("wrong", port: port))) == false)
        let down = try await server.create(connection(mail.alice.password, port: LoopbackPort.free()))
        #expect(try await server.verify(down) == nil)
    }

    @Test(arguments: ["documented", "live"])
    func `the server itself, in both dialects`(_ dialect: String) async throws {
        let server = try await ServerProcess.start(settings: ["TENON_API_DIALECT": dialect])
        func connection(_ key: String, _ address: String) -> JSON {
            ["accountType": "make", "accountName": "Self", "apiKey": .string(key), "url": .string(address)]
        }
        let good = try await server.create(connection(server.token, server.address))
        let bad = try await server.create(connection(UUID().uuidString.lowercased(), server.address))
        let down = try await server.create(connection(server.token, "http://127.0.0.1:\(LoopbackPort.free())"))
        let verified = try await server.call("POST", "/connections/\(good)/test")
        let refused = try await server.call("POST", "/connections/\(bad)/test")
        let unasked = try await server.call("POST", "/connections/\(down)/test")
        if dialect == "documented" {
            #expect(verified.text == #"{"verified":true}"#)
            #expect(refused.text == #"{"verified":false}"#)
        } else {
            #expect(try verified.json["connection"]?["name"]?.string == "Self")
            #expect(refused.status == 424)
            #expect(try refused.json["suberrors"]?.array?.first?["message"]?.string?.hasPrefix("[401]") == true)
        }
        #expect(unasked.status == 424)
        #expect(try unasked.json["code"]?.string == "SC424")
        #expect(try unasked.json["suberrors"]?.array?.first?["name"]?.string == "ConnectionError")
    }

    @Test func `private addresses are closed unless the operator opens them`() async throws {
        let server = try await ServerProcess.start(settings: ["TENON_EGRESS_ALLOW": ""])
        let id = try await server.create([
            "accountType": "http-bearer", "url": .string(server.address + "/healthz"), "token": "canary-9a51",
        ])
        let answer = try await server.call("POST", "/connections/\(id)/test")
        #expect(answer.status == 424)
        #expect(answer.text.contains("egress.allow"))
    }
}
