// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on loopback that answers every request as it was told, and remembers what it was asked.
final class ScriptedServer: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: [(String, String)] = []
        var body = ""
        /// Whether the answer's end is held back for ever.
        var hangs = false
    }

    struct Exchange: Sendable {
        var method: String
        var target: String
        var headers: HTTPHeaders
        var body: String
    }

    let url: String
    private let channel: any Channel
    private let seen: Seen

    var exchanges: [Exchange] { seen.exchanges.withLock { $0 } }

    final class Seen: Sendable {
        let exchanges = Mutex<[Exchange]>([])
    }

    /// Lends a server for the time of `body`.
    static func answering<Result>(
        _ answer: Answer, _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = try await ScriptedServer(answer)
        do {
            let result = try await body(server)
            try await server.channel.close()
            return result
        } catch {
            try await server.channel.close()
            throw error
        }
    }

    private init(_ answer: Answer) async throws {
        let seen = Seen()
        self.seen = seen
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(answer: answer, seen: seen))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: Answer
        private let seen: Seen
        private var head: HTTPRequestHead?
        private var body = ""

        init(answer: Answer, seen: Seen) {
            self.answer = answer
            self.seen = seen
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): (self.head, body) = (head, "")
            case .body(let part): body += String(buffer: part)
            case .end: respond(context: context)
            }
        }

        private func respond(context: ChannelHandlerContext) {
            guard let head else { return }
            let exchange = Exchange(
                method: head.method.rawValue, target: head.uri, headers: head.headers, body: body)
            seen.exchanges.withLock { $0.append(exchange) }
            let response = HTTPResponseHead(
                version: .http1_1, status: .init(statusCode: answer.status), headers: HTTPHeaders(answer.headers))
            context.write(wrapOutboundOut(.head(response)), promise: nil)
            context.writeAndFlush(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
            if !answer.hangs { context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) }
        }
    }
}
