// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import TenonJSON
import Testing

@testable import TenonHTTP

/// What only a socket can show.
@Suite struct LiveServerTests {
    let server: TestServer = {
        var server = TestServer([
            .test(.get) { _ in "here" },
            .test(.post) { call in
                let input = try await call.input(body: .object)
                try input.check()
                return "read"
            },
        ])
        server.settings.requestTimeout = .milliseconds(300)
        server.settings.headerBytesMax = 2048
        return server
    }()

    /// Sends bytes as they are and returns everything that comes back until the server closes.
    func exchange(_ text: String, with other: TestServer? = nil) async throws -> String {
        try await (other ?? server).application.test(.live) { client in
            let port = try #require(client.port)
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "localhost", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            return try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: text))
                var answer = ""
                for try await part in inbound { answer += String(buffer: part) }
                return answer
            }
        }
    }

    @Test func `a body that never ends is 408, and the connection closes`() async throws {
        let answer = try await exchange(
            "POST /things HTTP/1.1\r\nhost: a\r\nauthorization: \(OneTokenAuthenticator.token)\r\n"
                + "content-type: application/json\r\ncontent-length: 100\r\n\r\n{")
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
        #expect(answer.contains(#""code":"SC408""#))
    }

    @Test(arguments: [
        ("GET /things HTTP/1.1\r\nhost: a\r\nx: \(String(repeating: "y", count: 4000))\r\n\r\n", "431"),
        ("GE T / HTTP/1.1\r\n\r\n", "400"), ("hello\r\n\r\n", "400"),
    ])
    func `a head that cannot be parsed is answered in JSON`(_ request: String, _ status: String) async throws {
        let answer = try await exchange(request)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.contains(#""code":"SC\#(status)""#))
    }

    @Test func `a chunk that cannot be parsed is 400`() async throws {
        let answer = try await exchange(
            "POST /things HTTP/1.1\r\nhost: a\r\nauthorization: \(OneTokenAuthenticator.token)\r\n"
                + "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains(#""code":"SC400""#))
    }

    @Test func `a body of ten megabytes is 413, and the connection goes on`() async throws {
        var patient = server
        patient.settings.requestTimeout = .seconds(30)
        let answer = try await exchange(
            "POST /things HTTP/1.1\r\nhost: a\r\nauthorization: \(OneTokenAuthenticator.token)\r\n"
                + "content-type: application/json\r\ncontent-length: 10485760\r\n\r\n"
                + String(repeating: "x", count: 10 << 20)
                + "GET /things HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
                + "authorization: \(OneTokenAuthenticator.token)\r\n\r\n", with: patient)
        #expect(answer.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) } == ["413", "200"])
    }

    @Test func `a head that never ends is not waited for`() async throws {
        var quick = server
        quick.settings.idleTimeout = .milliseconds(200)
        do {
            #expect(try await exchange("GET /things HTTP/1.1\r\nhost: a\r\nx: ", with: quick).isEmpty)
        } catch is ChannelError {
            // On a busy machine the server has given up before the head was begun: that is not waiting either.
        }
    }

    @Test func `after an error the connection answers the next request`() async throws {
        let answer = try await exchange(
            "HEAD /nothing HTTP/1.1\r\nhost: a\r\n\r\nPOST /things HTTP/1.1\r\nhost: a\r\n"
                + "authorization: \(OneTokenAuthenticator.token)\r\ncontent-type: application/json\r\n"
                + "content-length: 2\r\n\r\n{}GET /things HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
                + "authorization: \(OneTokenAuthenticator.token)\r\n\r\n")
        #expect(answer.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) } == ["404", "200", "200"])
        #expect(answer.hasSuffix(#""here""#))
    }
}

extension String {
    /// The text between the separators.
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
