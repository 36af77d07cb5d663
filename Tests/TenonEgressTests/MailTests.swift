// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonEgress
import TestServices
import Testing

/// Log-ins at a real Dovecot and a real Postfix: good, bad and down.
@Suite struct MailTests {
    struct Way: Sendable, CustomTestStringConvertible {
        let service: MailLogin.Service
        let security: MailLogin.Security

        var testDescription: String { "\(service.rawValue) \(security.rawValue)" }

        static let all = MailLogin.Service.allCases.flatMap { service in
            MailLogin.Security.allCases.map { Way(service: service, security: $0) }
        }

        func port(_ server: MailServer) -> Int {
            switch (service, security) {
            case (.imap, .tls): server.imapsPort
            case (.imap, _): server.imapPort
            case (.smtp, .tls): server.smtpsPort
            case (.smtp, _): server.smtpPort
            }
        }
    }

    private func login(
        _ way: Way, _ server: MailServer, password: String? = nil, host: String = "127.0.0.1",
        change: (inout MailLogin) -> Void = { _ in }
    ) throws -> MailLogin {
        var login = MailLogin(
            service: way.service, security: way.security, host: host, port: way.port(server),
            username: Secret(server.alice.name), password: Secret(password ?? server.alice.password),
            allowedHosts: [try #require(HostPattern("*"))], timeout: .seconds(20),
            trustedAuthorities: Secret(server.authority))
        change(&login)
        return login
    }

    @Test(arguments: Way.all)
    func `the right password is accepted`(_ way: Way) async throws {
        let server = try await TestServices.shared.mail()
        try await withEgress { egress in
            for host in ["127.0.0.1", "localhost"] {
                #expect(try await egress.logIn(login(way, server, host: host)) == .accepted)
            }
            let bob = try login(way, server) {
                $0.username = Secret(server.bob.name)
                $0.password = Secret(server.bob.password)
            }
            #expect(try await egress.logIn(bob) == .accepted)
        }
    }

    @Test(arguments: Way.all)
    func `a wrong password is rejected and named nowhere`(_ way: Way) async throws {
        let server = try await TestServices.shared.mail()
        let log = CapturedLog()
        try await withEgress(log: log) { egress in
            let outcome = try await egress.logIn(login(way, server, password: "canary-2f9c"))
            guard case .rejected(let words) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(words.lowercased().contains("authentication"))
            #expect(!words.contains("canary-2f9c"))
        }
        #expect(!log.text.contains("canary-2f9c"))
    }

    @Test(arguments: Way.all)
    func `a server that is down is unreachable and the log knows no secret`(_ way: Way) async throws {
        let server = try await TestServices.shared.mail()
        let log = CapturedLog()
        try await withEgress(log: log) { egress in
            let port = try LoopbackPort.free()
            let login = try login(way, server, password: "canary-2f9c") { $0.port = port }
            #expect(await egress.failure(of: login) == .unreachable(.refused))
        }
        #expect(log.text.contains("request to a third party failed"))
        #expect(!log.text.contains("canary-2f9c") && !log.text.contains(server.alice.name))
    }

    @Test(arguments: Way.all.filter { $0.security != .none })
    func `a certificate of an unknown authority ends the log-in`(_ way: Way) async throws {
        let server = try await TestServices.shared.mail()
        try await withEgress { egress in
            let login = try login(way, server) { $0.trustedAuthorities = nil }
            guard case .tlsFailed(let reason) = await egress.failure(of: login) else {
                Issue.record("it was trusted")
                return
            }
            #expect(reason == Sentence(of: OutboundFailure.Cause.untrusted))
        }
    }

    @Test func `a certificate for another host ends the log-in`() async throws {
        let server = try await TestServices.shared.mail()
        let web = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let login = try login(Way(service: .imap, security: .tls), server) {
                $0.port = web.wrongHostPort
                $0.trustedAuthorities = Secret(web.authority)
                $0.host = "localhost"
            }
            guard case .tlsFailed = await egress.failure(of: login) else {
                Issue.record("it was accepted")
                return
            }
        }
    }

    @Test(arguments: Way.all)
    func `loopback is closed unless the operator opens it`(_ way: Way) async throws {
        let server = try await TestServices.shared.mail()
        try await withEgress(allow: []) { egress in
            for host in ["127.0.0.1", "localhost"] {
                let login = try login(way, server, host: host)
                #expect(await egress.failure(of: login) == .addressNotAllowed(host))
            }
            let foreign = try login(way, server) { $0.allowedHosts = [] }
            #expect(await egress.failure(of: foreign) == .hostNotAllowed("127.0.0.1"))
        }
    }

    @Test(arguments: Way.all)
    func `a server that says nothing is timed out`(_ way: Way) async throws {
        try await ScriptedServer.with { _, port in
            let server = try await TestServices.shared.mail()
            try await withEgress { egress in
                let login = try login(way, server) {
                    $0.port = port
                    $0.timeout = .milliseconds(200)
                }
                #expect(await egress.failure(of: login) == .timedOut)
            }
        }
    }

    @Test(arguments: [MailLogin.Service.imap, .smtp])
    func `a server without STARTTLS never sees the password`(_ service: MailLogin.Service) async throws {
        let replies =
            service == .imap
            ? ["* OK hi\r\n", "* CAPABILITY IMAP4rev1\r\na1 OK\r\n"] : ["220 hi\r\n", "250 AUTH PLAIN\r\n"]
        try await ScriptedServer.with(replies[0], replies[1]) { heard, port in
            let server = try await TestServices.shared.mail()
            try await withEgress { egress in
                let login = try login(Way(service: service, security: .starttls), server) { $0.port = port }
                #expect(
                    await egress.failure(of: login)
                        == .tlsFailed(.noSTARTTLS))
            }
            #expect(!heard.text.contains("LOGIN") && !heard.text.contains("AUTH"))
        }
    }

    @Test func `plain text behind STARTTLS's OK ends the log-in`() async throws {
        let injected = "a2 OK go\r\n* CAPABILITY IMAP4rev1\r\na3 OK\r\n"
        try await ScriptedServer.with("* OK hi\r\n", "* CAPABILITY STARTTLS\r\na1 OK\r\n", injected) { heard, port in
            let server = try await TestServices.shared.mail()
            try await withEgress { egress in
                let login = try login(Way(service: .imap, security: .starttls), server) { $0.port = port }
                #expect(
                    await egress.failure(of: login)
                        == .tlsFailed(.plainTextBeforeTLS))
            }
            #expect(!heard.text.contains("LOGIN"))
        }
    }

    @Test func `a server that hangs up, or is no mail server, is said to be so`() async throws {
        let server = try await TestServices.shared.mail()
        let web = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let noMail = try login(Way(service: .imap, security: .none), server) { $0.port = server.smtpPort }
            #expect(await egress.failure(of: noMail) == .malformedAnswer(.notIMAP))
            let noTLS = try login(Way(service: .imap, security: .tls), server) { $0.port = server.smtpPort }
            #expect(
                await egress.failure(of: noTLS)
                    == .tlsFailed(.noTLSHere))
            let broken = try login(Way(service: .imap, security: .tls), server) {
                $0.port = web.tlsPort
                $0.trustedAuthorities = Secret("no PEM")
            }
            #expect(
                await egress.failure(of: broken)
                    == .invalidRequest(.authorities))
        }
    }
}
