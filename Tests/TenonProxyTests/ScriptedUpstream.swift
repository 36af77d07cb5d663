// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// What a third party does with one connection.
struct Script: Sendable {
    let run: @Sendable (ScriptedUpstream.Peer) async throws -> Void

    init(_ run: @escaping @Sendable (ScriptedUpstream.Peer) async throws -> Void) { self.run = run }
}

/// A third party that answers what the test says, byte for byte, and remembers what came.
final class ScriptedUpstream: Sendable {
    let port: Int
    private let channel: any Channel
    private let record: Mutex<[String]>
    private let connections: Mutex<Int>

    /// Everything that came on each connection, in the order in which they were made.
    var received: [String] { record.withLock { $0 } }
    var connectionCount: Int { connections.withLock { $0 } }

    private init(port: Int, channel: any Channel, record: consuming Mutex<[String]>) {
        self.port = port
        self.channel = channel
        self.record = record
        connections = Mutex(0)
    }

    /// Runs `body` beside a server on a free port of 127.0.0.1.
    static func run<Value: Sendable>(
        _ script: Script, _ body: (ScriptedUpstream) async throws -> Value
    ) async throws -> Value {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let upstream = ScriptedUpstream(
            port: server.channel.localAddress?.port ?? 0, channel: server.channel, record: Mutex([]))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.executeThenClose { clients in
                    try await withThrowingDiscardingTaskGroup { inner in
                        for try await client in clients {
                            let number = upstream.record.withLock { record in
                                record.append("")
                                return record.count - 1
                            }
                            upstream.connections.withLock { $0 += 1 }
                            inner.addTask {
                                // A connection that breaks is what many tests want to see.
                                try? await client.executeThenClose { inbound, outbound in
                                    let peer = Peer(
                                        inbound: inbound.makeAsyncIterator(), outbound: outbound,
                                        channel: client.channel, number: number)
                                    peer.note = { text in upstream.record.withLock { $0[number] += text } }
                                    try await script.run(peer)
                                }
                            }
                        }
                    }
                }
            }
            defer { group.cancelAll() }
            return try await body(upstream)
        }
    }

    /// A script that answers every request with the same bytes.
    static func always(_ answer: String) -> Script {
        Script { peer in
            while try await peer.readHead() != nil { try await peer.write(answer) }
        }
    }

    /// 200 with a body of that text.
    static func ok(_ body: String, headers: String = "") -> String {
        "HTTP/1.1 200 OK\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// The other end of one connection.
    final class Peer {
        private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        let channel: any Channel
        /// Counts connections from 0.
        let number: Int
        private var buffer = ""
        var note: (String) -> Void = { _ in }

        init(
            inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
            outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, channel: any Channel, number: Int
        ) {
            self.inbound = inbound
            self.outbound = outbound
            self.channel = channel
            self.number = number
        }

        /// The next head with its empty line; `nil` at the end of the connection.
        func readHead() async throws -> String? {
            while true {
                if let end = buffer.firstRange(of: "\r\n\r\n") {
                    let head = String(buffer[..<end.upperBound])
                    buffer = String(buffer[end.upperBound...])
                    return head
                }
                guard try await more() else { return nil }
            }
        }

        /// So many bytes of a body.
        func read(_ count: Int) async throws -> String {
            while buffer.utf8.count < count { guard try await more() else { break } }
            let part = String(decoding: buffer.utf8.prefix(count), as: UTF8.self)
            buffer = String(decoding: buffer.utf8.dropFirst(count), as: UTF8.self)
            return part
        }

        /// Drops what comes until that many bytes have come, and tells how many there were.
        func drain(_ count: Int) async throws -> Int {
            var seen = buffer.utf8.count
            buffer = ""
            while seen < count, let part = try await inbound.next() { seen += part.readableBytes }
            return seen
        }

        /// Waits for the end of the connection.
        func waitForEnd() async throws { while try await inbound.next() != nil {} }

        private func more() async throws -> Bool {
            guard let part = try await inbound.next() else { return false }
            let text = String(buffer: part)
            note(text)
            buffer += text
            return true
        }

        func write(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }
        func write(_ bytes: ByteBuffer) async throws { try await outbound.write(bytes) }

        /// Ends the connection with a reset.
        func reset() async throws {
            try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            try await channel.close()
        }
    }
}
