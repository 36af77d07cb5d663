// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that answers as a test tells it to, and remembers what it was asked.
final class Receiver: Sendable {
    enum Behaviour: Sendable {
        case status(Int)
        case redirect(String)
        /// A success with a body of that many bytes.
        case huge(Int)
        /// No answer at all.
        case silence
        /// A byte of the head every second.
        case drip
    }

    struct Request: Sendable {
        let method: String
        let path: String
        let headers: [String: String]
        let body: String
    }

    private final class State: Sendable {
        let value: Mutex<(behaviour: Behaviour, requests: [Request])>

        init(_ behaviour: Behaviour) { value = Mutex((behaviour, [])) }

        func take(_ request: Request) -> Behaviour {
            value.withLock { state in
                state.requests.append(request)
                return state.behaviour
            }
        }
    }

    private let channel: any Channel
    private let state: State

    static func start(_ behaviour: Behaviour = .status(200), port: Int = 0) async throws -> Receiver {
        let state = State(behaviour)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(state: state))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return Receiver(channel: channel, state: state)
    }

    private init(channel: any Channel, state: State) {
        self.channel = channel
        self.state = state
    }

    deinit { channel.close(promise: nil) }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    var requests: [Request] { state.value.withLock { $0.requests } }

    func become(_ behaviour: Behaviour) { state.value.withLock { $0.behaviour = behaviour } }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let state: State
        private var head: HTTPRequestHead?
        private var body = ""

        init(state: State) { self.state = state }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): (self.head, body) = (head, "")
            case .body(let part): body += String(buffer: part)
            case .end:
                guard let head else { return }
                let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
                let request = Request(method: head.method.rawValue, path: head.uri, headers: headers, body: body)
                answer(state.take(request), context)
            }
        }

        private func answer(_ behaviour: Behaviour, _ context: ChannelHandlerContext) {
            switch behaviour {
            case .status(let status): write(status, [:], 2, context)
            case .redirect(let place): write(307, ["Location": place], 0, context)
            case .huge(let bytes): write(200, [:], bytes, context)
            case .silence: break
            case .drip:
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                for second in 0..<40 {
                    context.eventLoop.scheduleTask(in: .seconds(Int64(second))) {
                        let head = HTTPResponseHead(version: .http1_1, status: .processing)
                        bound.value.writeAndFlush(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
                    }
                }
            }
        }

        private func write(_ status: Int, _ headers: HTTPHeaders, _ bytes: Int, _ context: ChannelHandlerContext) {
            var headers = headers
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Transfer-Encoding", value: "chunked")
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            var left = bytes
            while left > 0 {
                let part = ByteBuffer(repeating: UInt8(ascii: "0"), count: min(left, 1 << 16))
                left -= part.readableBytes
                context.write(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}

/// Waits until `condition` holds, for as long as a busy machine may take.
func eventually(
    within seconds: Double = 45, _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(100))
    }
    return try await condition()
}
