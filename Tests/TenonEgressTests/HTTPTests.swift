// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import TenonDomain
import TenonEgress
import TestServices
import Testing

/// HTTP against a real nginx, good, bad and down.
@Suite struct HTTPTests {
    private func request(
        _ target: String, on server: NginxServer, headers: [(String, String)] = [],
        change: (inout OutboundRequest) throws -> Void = { _ in }
    ) throws -> OutboundRequest {
        var request = OutboundRequest(
            method: "GET", scheme: .http, host: server.host, port: server.port, target: Secret(target),
            headers: headers.map { OutboundRequest.Header(name: $0, value: Secret($1)) },
            allowedHosts: [try #require(HostPattern(server.host))], timeout: .seconds(20))
        try change(&request)
        return request
    }

    private func body(_ response: OutboundResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test func `each kind of credential is accepted and its neighbour refused`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let cases: [(String, [(String, String)], Int)] = [
                ("/basic/me", [("Authorization", "Basic Y29ubjpjb3JyZWN0IGhvcnNlIDE=")], 200),
                ("/basic/me", [("Authorization", "Basic Y29ubjp3cm9uZw==")], 401), ("/basic/me", [], 401),
                ("/header/me", [("X-Api-Key", server.key)], 200), ("/header/me", [("X-Api-Key", "no")], 401),
                ("/bearer/me", [("Authorization", "Bearer \(server.key)")], 200),
                ("/bearer/me", [("Authorization", "Bearer no")], 401), ("/query/me?api_key=\(server.key)", [], 200),
                ("/query/me?api_key=no", [], 401),
            ]
            for (target, headers, status) in cases {
                let response = try await egress.send(request(target, on: server, headers: headers))
                #expect(response.status == status, "\(target)")
                if status == 200 { #expect(body(response).contains("Alice Example")) }
            }
        }
    }

    @Test func `any status is an answer and its headers are there`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let limited = try await egress.send(request("/limited", on: server))
            #expect(limited.status == 429)
            #expect(limited.header("retry-after") == "2")
            #expect(try await egress.send(request("/status/500", on: server)).status == 500)
            #expect(try await egress.send(request("/nowhere", on: server)).status == 404)
        }
    }

    @Test func `what is sent is what was asked`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let target = "/echo?a=%2F%20+b&filter=(x)*,;:@/?$!~'"
            let headers = [("Accept-Encoding", "gzip"), ("Host", "evil.test"), ("Content-Length", "99")]
            let text = try await body(
                egress.send(
                    request(target, on: server, headers: headers) {
                        $0.method = "POST"
                        $0.body = Secret("twelve bytes")
                    }))
            #expect(text.contains(#""uri":"\#(target)""#))
            #expect(text.contains(#""method":"POST""#))
            #expect(text.contains(#""host":"127.0.0.1:\#(server.port)""#))
            #expect(text.contains(#""agent":"Tenon/0.1.0""#))
            #expect(text.contains(#""encoding":"identity""#))
            #expect(text.contains(#""length":"12""#))
            let named = try await egress.send(request("/echo", on: server, headers: [("user-agent", "Mine/1")]))
            #expect(body(named).contains(#""agent":"Mine/1""#))
        }
    }

    @Test func `a server that is down is unreachable`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let port = try LoopbackPort.free()
            let down = try request("/", on: server) { $0.port = port }
            #expect(await egress.failure(of: down) == .unreachable(.refused))
            let closed = try request("/close", on: server)
            #expect(
                await egress.failure(of: closed)
                    == .connectionLost(.closedEarly))
        }
    }

    @Test func `a name that does not exist is not resolved`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let request = try request("/", on: server) {
                $0.host = "nowhere.invalid"
                $0.allowedHosts = [try #require(HostPattern("*"))]
            }
            #expect(await egress.failure(of: request) == .nameNotResolved("nowhere.invalid"))
        }
    }

    @Test func `an answer that takes too long is timed out`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let slow = try request("/slow", on: server) { $0.timeout = .milliseconds(300) }
            #expect(await egress.failure(of: slow) == .timedOut)
            try await ScriptedServer.with { _, port in
                let silent = try request("/", on: server) {
                    $0.port = port
                    $0.timeout = .milliseconds(300)
                }
                #expect(await egress.failure(of: silent) == .timedOut)
            }
        }
    }

    @Test func `an answer that is too large is cut off, announced or not`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let big = try request("/big", on: server)
            #expect(await egress.failure(of: big) == .responseTooLarge(limit: 2 << 20))
            let fits = try request("/big", on: server) { $0.responseBytesMax = 3 << 20 }
            #expect(try await egress.send(fits).body.count == 3 << 20)
            let chunks =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n\(String(repeating: "x", count: 64))\r\n"
            try await ScriptedServer.with("", chunks) { _, port in
                let unannounced = try request("/", on: server) {
                    $0.port = port
                    $0.responseBytesMax = 63
                }
                #expect(await egress.failure(of: unannounced) == .responseTooLarge(limit: 63))
            }
        }
    }

    @Test func `an answer that is no HTTP is malformed`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            try await ScriptedServer.with("", "SSH-2.0-OpenSSH_9.2\r\n\r\n") { _, port in
                let request = try request("/", on: server) { $0.port = port }
                #expect(await egress.failure(of: request) == .malformedAnswer(.notHTTP))
            }
        }
    }

    @Test func `redirects are followed within the origin and only when asked for`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let key = [("X-Api-Key", "k")]
            #expect(try await egress.send(request("/redirect/here", on: server)).status == 302)
            let followed = try await egress.send(
                request("/redirect/here", on: server, headers: key) { $0.redirectsMax = 1 })
            #expect(followed.status == 200)
            #expect(body(followed).contains(#""key":"k""#))
            for target in ["/redirect/elsewhere", "/redirect/loop"] {
                let left = try await egress.send(
                    request(target, on: server, headers: key) {
                        $0.redirectsMax = 5
                        $0.allowedHosts = [try #require(HostPattern("*"))]
                    })
                #expect(left.status == 302, "\(target)")
            }
            let post = try request("/redirect/here", on: server) {
                $0.method = "POST"
                $0.redirectsMax = 5
            }
            #expect(try await egress.send(post).status == 302)
        }
    }

    @Test func `a private authority is trusted when it is given, by the request or by the operator`() async throws {
        let server = try await TestServices.shared.nginx()
        try await withEgress { egress in
            let request = try request("/header/me", on: server, headers: [("X-Api-Key", server.key)]) {
                $0.scheme = .https
                $0.port = server.tlsPort
            }
            guard case .tlsFailed(let reason) = await egress.failure(of: request) else {
                Issue.record("an unknown authority was trusted")
                return
            }
            #expect(reason == Sentence(of: OutboundFailure.Cause.untrusted))
            var trusting = request
            trusting.trustedAuthorities = Secret(server.authority)
            #expect(try await egress.send(trusting).status == 200)
            trusting.host = "localhost"
            trusting.allowedHosts = [try #require(HostPattern("localhost"))]
            #expect(try await egress.send(trusting).status == 200)
            // What one request brought is not there for the next.
            #expect(await egress.failure(of: request) != nil)
            trusting.port = server.wrongHostPort
            guard case .tlsFailed = await egress.failure(of: trusting) else {
                Issue.record("a certificate for another host was accepted")
                return
            }
            trusting.trustedAuthorities = Secret("no PEM")
            #expect(
                await egress.failure(of: trusting)
                    == .invalidRequest(.authorities))
            var plain = request
            plain.port = server.port
            #expect(
                await egress.failure(of: plain)
                    == .tlsFailed(.noTLSHere))
        }
    }

    @Test func `the operator's file of authorities counts for every request, and a broken one is refused`() async throws
    {
        let server = try await TestServices.shared.nginx()
        let file = FileManager.default.temporaryDirectory.appending(path: "tenon-ca-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(server.authority.utf8).write(to: file)
        try await withEgress {
            $0.authoritiesFile = file.path
        } _: { egress in
            let request = try request("/header/me", on: server, headers: [("X-Api-Key", server.key)]) {
                $0.scheme = .https
                $0.port = server.tlsPort
            }
            #expect(try await egress.send(request).status == 200)
        }
        try Data("no PEM".utf8).write(to: file)
        await #expect(throws: OutboundFailure.self) {
            try await withEgress {
                $0.authoritiesFile = file.path
            } _: { _ in
            }
        }
    }
}
