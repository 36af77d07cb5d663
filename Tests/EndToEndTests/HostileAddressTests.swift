// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TenonJSON
import TestServices
import Testing

/// Addresses by which somebody would reach what stands beside the server, on every way out.
@Suite struct HostileAddressTests {
    /// `PORT` is that of a listener on 127.0.0.1 and ::1 that nobody may reach.
    static let urls = [
        // Loopback, in every spelling that some resolver or parser understands.
        "http://127.0.0.1:PORT/", "http://127.0.0.2:PORT/", "http://127.255.255.254:PORT/", "http://127.1:PORT/",
        "http://127.0.1:PORT/", "http://2130706433:PORT/", "http://0x7f000001:PORT/", "http://0x7f.0.0.1:PORT/",
        "http://0177.0.0.1:PORT/", "http://017700000001:PORT/", "http://0x7f.1:PORT/", "http://127.0.0.1.:PORT/",
        "http://0.0.0.0:PORT/", "http://0:PORT/", "http://0.0.0.0.:PORT/", "http://localhost:PORT/",
        "http://LOCALHOST:PORT/", "http://localhost.:PORT/", "http://localhost..:PORT/", "http://LocalHost.:PORT/",
        "http://ip6-localhost:PORT/", "http://ip6-loopback:PORT/", "http://localhost.localdomain:PORT/",
        "http://x.localhost:PORT/", "http://[::1]:PORT/", "http://[0:0:0:0:0:0:0:1]:PORT/",
        "http://[0000::0001]:PORT/", "http://[::]:PORT/", "http://[::ffff:127.0.0.1]:PORT/",
        "http://[::ffff:7f00:1]:PORT/", "http://[::127.0.0.1]:PORT/", "http://[::7f00:1]:PORT/",
        "http://[64:ff9b::127.0.0.1]:PORT/", "http://[64:ff9b::7f00:1]:PORT/", "http://[2002:7f00:1::]:PORT/",
        "http://[::1%25lo]:PORT/", "http://[::1%lo]:PORT/", "http://[fe80::1%25lo]:PORT/", "http://[::1]:PORT",
        "http://[::ffff:0:127.0.0.1]:PORT/", "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/",
        // Full-width and other digits and dots that IDNA maps (UTS 46).
        "http://１２７.0.0.1:PORT/", "http://127。0。0。1:PORT/", "http://127．0．0．1:PORT/", "http://①②⑦.0.0.1:PORT/",
        "http://ｌｏｃａｌｈｏｓｔ:PORT/", "http://loc\u{00AD}alhost:PORT/", "http://localhos\u{200B}t:PORT/",
        "http://ⓛocalhost:PORT/",
        "http://xn--localhost-:PORT/", "http://%6cocalhost:PORT/", "http://%31%32%37.0.0.1:PORT/",
        "http://127%2e0.0.1:PORT/",
        // User info, white space, slashes, fragments and queries where parsers disagree.
        "http://api.example.com@127.0.0.1:PORT/", "http://api.example.com:80@127.0.0.1:PORT/",
        "http://user:pass@localhost:PORT/", "http://127.0.0.1:PORT@api.example.com/", "http://@127.0.0.1:PORT/",
        "http://127.0.0.1:PORT#@api.example.com/", "http://127.0.0.1:PORT?@api.example.com/",
        "http://127.0.0.1:PORT\\@api.example.com/", "http://api.example.com\\@127.0.0.1:PORT/",
        "http:\\\\127.0.0.1:PORT/", "http:/127.0.0.1:PORT/", "http:127.0.0.1:PORT/", "//127.0.0.1:PORT/",
        "///127.0.0.1:PORT/", "http:///127.0.0.1:PORT/", " http://127.0.0.1:PORT/", "http://127.0.0.1:PORT/ ",
        "http://127.0.0.1\t:PORT/", "http://127.0.0.1\n:PORT/", "http://127.0.0.1\r\nHost: x:PORT/",
        "http://127.0.0.1\u{0}:PORT/", "http://127.0.0.1 api.example.com:PORT/", "HTTP://127.0.0.1:PORT/",
        "hTTp://127.0.0.1:PORT/", "http://127.0.0.1:0PORT/", "http://127.0.0.1:+PORT/", "http://127.0.0.1:PORT:80/",
        "http://127.0.0.1:99999/", "http://[127.0.0.1]:PORT/", "http://[localhost]:PORT/", "http://[]:PORT/",
        "http://127.0.0.1%00.example.com:PORT/", "http://127.0.0.1%0d%0a:PORT/",
        // Other schemes.
        "file:///etc/passwd", "gopher://127.0.0.1:PORT/_GET", "ftp://127.0.0.1:PORT/", "dict://127.0.0.1:PORT/",
        "unix:///run/x.sock", "http+unix://%2Frun%2Fx.sock/", "data:text/plain,x", "javascript:alert(1)",
        "ws://127.0.0.1:PORT/", "jar:http://127.0.0.1:PORT/!/", "https://127.0.0.1:PORT/", "https://[::1]:PORT/",
        // Neighbours and metadata services, which do not answer here but must not be asked.
        "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest", "http://169.254.170.2/v2",
        "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://100.64.0.1/",
        "http://100.100.100.200/",
        "http://[fc00::1]/", "http://[fe80::1]/", "http://[::ffff:10.0.0.1]/", "http://2852039166/",
        "http://0xa9fea9fe/", "http://0251.0376.0251.0376/", "http://192.0.0.192/", "http://198.18.0.1/",
        "http://224.0.0.1/", "http://255.255.255.255/", "http://240.0.0.1/",
    ]

    @Test func `none is reached, and each refusal is a sentence`() async throws {
        #expect(Self.urls.count >= 80)
        let reached = Mutex(0)
        let listeners = try await Self.listen { reached.withLock { $0 += 1 } }
        let port = String(listeners.port)
        let tenon = try await ServerProcess.start(settings: [
            "TENON_EGRESS_ALLOW": "", "TENON_EGRESS_CONNECT_SECONDS": "2",
        ])
        var silent: [String] = []
        for url in Self.urls.map({ $0.replacing("PORT", with: port) }) {
            for draft in Self.drafts(url) {
                let made = try await tenon.call("POST", "/connections?teamId=1", draft)
                guard made.status == 200, let id = try made.json["connection"]?["id"]?.int else {
                    if made.status != 400 { silent.append("\(url): created with \(made.status)") }
                    continue
                }
                let tested = try await tenon.call("POST", "/connections/\(id)/test")
                if tested.status == 200, try tested.json["verified"] == true { silent.append("\(url): verified") }
                let proxied = try await LoopbackHTTP.send(
                    "GET", "\(tenon.address)/proxy/\(id)/x", headers: [("Authorization", "Bearer \(tenon.token)")])
                let isSaid = proxied.status >= 400 && proxied.header("tenon-error") != nil
                if !isSaid || !proxied.text.contains("\"detail\"") { silent.append("\(url): \(proxied.status)") }
            }
        }
        #expect(silent.isEmpty, "\(silent)")
        #expect(reached.withLock { $0 } == 0)
        try await listeners.close()
        #expect(!(try tenon.log).contains("canary-7d"))
    }

    /// Verification and the proxy; the token endpoint and discovery.
    private static func drafts(_ url: String) -> [JSON] {
        [
            ["accountType": "http-bearer", "url": .string(url), "token": "canary-7d"],
            [
                "accountType": "http-oauth2-client-credentials", "url": "https://api.example.com/me",
                "tokenUrl": .string(url), "clientId": "c", "clientSecret": "canary-7d",
            ],
            [
                "accountType": "http-oauth2-client-credentials", "url": "https://api.example.com/me",
                "issuer": .string(url), "clientId": "c", "clientSecret": "canary-7d",
            ],
        ]
    }

    private struct Listeners {
        let port: Int
        let channels: [any Channel]

        func close() async throws { for channel in channels { try await channel.close() } }
    }

    /// Counts who comes on 127.0.0.1 and on ::1, on one port.
    private static func listen(_ note: @escaping @Sendable () -> Void) async throws -> Listeners {
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                note()
                return channel.close()
            }
        let four = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        let port = four.localAddress?.port ?? 0
        // A machine without IPv6 has nothing to reach there.
        let six = try? await bootstrap.bind(host: "::1", port: port).get()
        return Listeners(port: port, channels: [four] + (six.map { [$0] } ?? []))
    }
}
