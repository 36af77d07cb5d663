// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import TenonDomain
import TenonEgress
import TestServices
import Testing

/// What must not leave: to other hosts, to closed addresses, malformed, or in too great a number.
@Suite struct HTTPGuardTests {
    private func request(
        port: Int, host: String = "127.0.0.1", target: String = "/", headers: [(String, String)] = []
    ) throws -> OutboundRequest {
        OutboundRequest(
            method: "GET", scheme: .http, host: host, port: port, target: Secret(target),
            headers: headers.map { OutboundRequest.Header(name: $0, value: Secret($1)) },
            allowedHosts: [try #require(HostPattern("*"))], timeout: .seconds(20))
    }

    @Test func `loopback is closed unless the operator opens it`() async throws {
        try await ScriptedServer.with { server, port in
            try await withEgress(allow: []) { egress in
                for host in ["127.0.0.1", "localhost", "::1", "::ffff:127.0.0.1"] {
                    let request = try request(port: port, host: host)
                    #expect(await egress.failure(of: request) == .addressNotAllowed(host))
                }
                for host in ["0x7f.1", "2130706433", "017700000001", "127.1", "::1%lo"] {
                    let request = try request(port: port, host: host)
                    guard case .invalidRequest = await egress.failure(of: request) else {
                        Issue.record("\(host) was taken for a host")
                        continue
                    }
                }
            }
            #expect(server.connections == 0)
        }
    }

    @Test func `one closed address among several closes the name`() async throws {
        try await withEgress(allow: [], resolver: LyingResolver("93.184.216.34", "10.0.0.1")) { egress in
            let request = try request(port: 80, host: "example.com")
            #expect(await egress.failure(of: request) == .addressNotAllowed("example.com"))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a name that resolves differently the second time gains nothing`() async throws {
        try await ScriptedServer.with { server, port in
            try await withEgress(allow: [], resolver: LyingResolver("93.184.216.34")) { egress in
                for _ in 0..<5 {
                    let request = try request(port: port, host: "localhost", headers: [("X-Api-Key", "canary")])
                    #expect(await egress.failure(of: request) == .addressNotAllowed("localhost"))
                }
            }
            // Connections are made, which shows that it was the second look that refused; not a byte went over them.
            while server.connections < 5 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(server.text.isEmpty)
        }
    }

    @Test func `the second look is there for TLS, too`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress(allow: [], resolver: LyingResolver("93.184.216.34")) { egress in
            var request = try request(port: server.tlsPort, host: "localhost")
            request.scheme = .https
            request.trustedAuthorities = Secret(server.authority)
            #expect(await egress.failure(of: request) == .addressNotAllowed("localhost"))
        }
    }

    @Test func `a secret goes only to hosts its definition allows`() async throws {
        try await ScriptedServer.with { server, port in
            try await withEgress { egress in
                for patterns in [[], ["api.example.com"], ["*.example.com"], ["127.0.0.1:1"]] {
                    var request = try request(port: port)
                    request.allowedHosts = patterns.compactMap(HostPattern.init)
                    #expect(
                        await egress.failure(of: request) == .hostNotAllowed("127.0.0.1"))
                }
            }
            #expect(server.connections == 0)
        }
    }

    @Test(arguments: [
        ("X-Key", "a\r\nb"), ("X-Key", "a\nb"), ("X-Key", "a\0b"), ("X-Key", "a\u{7f}"), ("X-Key\r\nA", "b"), ("", "b"),
        ("X Key", "b"), ("X-Kéy", "b"), ("X-Key:", "b"),
    ])
    func `a malformed header is refused without quoting its value`(_ name: String, _ value: String) async throws {
        try await withEgress { egress in
            let request = try request(port: 1, headers: [(name, "canary" + value)])
            guard case .invalidRequest(let reason) = await egress.failure(of: request) else {
                Issue.record("it was sent")
                return
            }
            #expect(!reason.description.contains("canary"))
        }
    }

    @Test(arguments: [
        "", "x", "//a b", "/a#b", "/a\\b", "/%", "/%2", "/%zz", "/a\r\nX: y", "/a\0", "/é", "/\"", "/{a}", "/<a>",
        "@host/",
        ":80/", "/" + String(repeating: "a", count: 16_384),
    ])
    func `a malformed target is refused`(_ target: String) async throws {
        try await withEgress { egress in
            let request = try request(port: 1, target: target)
            #expect(await egress.failure(of: request) == .invalidRequest(.path))
        }
    }

    @Test(arguments: ["", "GET /", "GET\r\n", "CONNECT", "TRACE"])
    func `a method that is none, or one for proxies, is refused`(_ method: String) async throws {
        try await withEgress { egress in
            var request = try request(port: 1)
            request.method = method
            #expect(
                await egress.failure(of: request)
                    == .invalidRequest(.method))
        }
    }

    @Test(arguments: [0, 1])
    func `no more are under way or waiting than may, and who gives up makes room`(_ waitersMax: Int) async throws {
        try await ScriptedServer.with { server, port in
            try await withEgress {
                $0.concurrentMax = 1
                $0.waitersMax = waitersMax
            } _: { egress in
                let request = try request(port: port)
                let first = Task { try await egress.send(request) }
                while server.text.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                var short = request
                short.timeout = .milliseconds(20)
                for _ in 0..<3 {
                    #expect(await egress.failure(of: short) == (waitersMax == 0 ? .busy : .timedOut))
                }
                #expect(server.connections == 1)
                first.cancel()
                await #expect(throws: CancellationError.self) { try await first.value }
                short.timeout = .milliseconds(500)
                #expect(await egress.failure(of: short) == .timedOut)
                #expect(server.connections == 2)
            }
        }
    }

    @Test func `no secret is in a failure or in the log`() async throws {
        let log = CapturedLog()
        let canary = "canary-7b1e"
        try await ScriptedServer.with("", "HTTP/9.9 what\r\n\r\n") { _, port in
            try await withEgress(log: log) { egress in
                let free = try LoopbackPort.free()
                for (port, header, host) in [
                    (port, canary, "127.0.0.1"), (free, canary, "127.0.0.1"), (port, canary + "\n", "127.0.0.1"),
                    (port, canary, "10.0.0.1"), (port, canary, "nowhere.invalid"),
                ] {
                    var request = try request(
                        port: port, host: host, target: "/\(canary)?key=\(canary)", headers: [("Authorization", header)]
                    )
                    request.body = Secret(canary)
                    request.method = "POST"
                    let failure = await egress.failure(of: request)
                    #expect(failure != nil)
                    #expect(!String(describing: failure).contains(canary))
                }
            }
        }
        #expect(log.text.contains("request to a third party failed"))
        #expect(!log.text.contains(canary))
    }
}
