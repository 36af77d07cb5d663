// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import NIOPosix
import Synchronization
import TenonDomain
import TenonEgress
import Testing

/// The way out with loopback open, for servers of the tests' own; ends with `body`.
func withEgress<Result>(
    allow: [String] = ["127.0.0.0/8", "::1"], log: CapturedLog = CapturedLog(), resolver: (any AddressResolver)? = nil,
    change: (inout EgressSettings) -> Void = { _ in }, _ body: (NetworkEgress) async throws -> Result
) async throws -> Result {
    var settings = EgressSettings(allow: allow.compactMap(CIDR.init))
    change(&settings)
    let egress = try NetworkEgress(
        settings: settings, eventLoopGroup: .singletonMultiThreadedEventLoopGroup, logger: log.logger,
        resolver: resolver)
    let result: Swift.Result<Result, any Error>
    do {
        result = .success(try await body(egress))
    } catch {
        result = .failure(error)
    }
    try await egress.shutdown()
    return try result.get()
}

extension NetworkEgress {
    /// What sending ends with; `nil` for an answer.
    func failure(of request: OutboundRequest) async -> OutboundFailure? {
        do {
            _ = try await send(request)
            return nil
        } catch {
            return error as? OutboundFailure
        }
    }

    /// What logging in ends with; `nil` for an outcome.
    func failure(of login: MailLogin) async -> OutboundFailure? {
        do {
            _ = try await logIn(login)
            return nil
        } catch {
            return error as? OutboundFailure
        }
    }
}

/// Everything that was logged, at every level.
final class CapturedLog: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.lines.withLock { $0.append("\(event.message) \(metadata) \(String(describing: event.metadata))") }
        }
    }
}

/// Says what it is told to, whatever the truth.
struct LyingResolver: AddressResolver {
    let answer: [IPAddress]

    init(_ texts: String...) { answer = texts.compactMap { IPAddress($0) } }

    func addresses(of name: String) async throws -> [IPAddress] { answer }
}

/// A server that says fixed words when somebody connects, and after each packet; counts what it hears.
final class ScriptedServer: Sendable {
    private struct Heard: Sendable {
        var connections = 0
        var bytes: [UInt8] = []
    }

    private let heard = Mutex(Heard())
    private let replies: [String]

    var connections: Int { heard.withLock { $0.connections } }
    var text: String { heard.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    private init(_ replies: [String]) { self.replies = replies }

    /// `replies`: the first on connecting, the next after each packet that comes.
    static func with<Result>(
        _ replies: String..., body: (ScriptedServer, Int) async throws -> Result
    ) async throws -> Result {
        let server = ScriptedServer(replies)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(Handler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(server, try #require(channel.localAddress?.port)))
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: ScriptedServer
        private var next = 0

        init(_ server: ScriptedServer) { self.server = server }

        func channelActive(context: ChannelHandlerContext) {
            server.heard.withLock { $0.connections += 1 }
            say(context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            server.heard.withLock { $0.bytes.append(contentsOf: unwrapInboundIn(data).readableBytesView) }
            say(context)
        }

        private func say(_ context: ChannelHandlerContext) {
            guard next < server.replies.count else { return }
            let reply = server.replies[next]
            next += 1
            guard !reply.isEmpty else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
        }
    }
}
