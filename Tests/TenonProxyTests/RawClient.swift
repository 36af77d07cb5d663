// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A caller that writes and reads bytes.
final class RawClient {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    let channel: any Channel
    private var buffer = ""

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, channel: any Channel
    ) {
        self.inbound = inbound
        self.outbound = outbound
        self.channel = channel
    }

    static func with<Value: Sendable>(
        port: Int, _ body: (RawClient) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(
                RawClient(inbound: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel))
        }
    }

    func write(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }
    func write(_ bytes: ByteBuffer) async throws { try await outbound.write(bytes) }

    /// Everything up to the end of the connection; what was there when the time was over is told, too.
    func readToEnd(timeout: Duration) async throws -> String {
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [channel] in
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        do {
            while let part = try await inbound.next() { buffer += String(buffer: part) }
        } catch is IOError {}
        defer { buffer = "" }
        return buffer
    }

    /// Reads until the text has come, and returns everything up to and with it; less at the end of the connection.
    func read(until text: String, timeout: Duration = .seconds(60)) async throws -> String {
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [channel] in
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        while true {
            if let found = buffer.firstRange(of: text) {
                let part = String(buffer[..<found.upperBound])
                buffer = String(buffer[found.upperBound...])
                return part
            }
            guard let part = try await inbound.next() else {
                defer { buffer = "" }
                return buffer
            }
            buffer += String(buffer: part)
        }
    }

    /// Counts bytes to the end without keeping them.
    func count(upTo count: Int) async throws -> Int {
        var seen = buffer.utf8.count
        buffer = ""
        while seen < count, let part = try await inbound.next() { seen += part.readableBytes }
        return seen
    }

    /// The next piece.
    func next() async throws -> ByteBuffer? { try await inbound.next() }
}
