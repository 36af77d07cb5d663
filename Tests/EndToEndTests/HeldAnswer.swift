// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A third party on loopback that answers its one request only when it is told to.
struct HeldAnswer: Sendable {
    private let channel: any Channel
    private let arrival: EventLoopPromise<Void>
    private let release: EventLoopPromise<Void>

    static func start() async throws -> HeldAnswer {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let (arrival, release) = (loop.makePromise(of: Void.self), loop.makePromise(of: Void.self))
        let channel = try await ServerBootstrap(group: loop)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(
                        Answerer(arrival: arrival, release: release.futureResult))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return HeldAnswer(channel: channel, arrival: arrival, release: release)
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/" }

    /// Returns once a request is waiting for its answer.
    func requestArrived() async throws { try await arrival.futureResult.get() }

    /// Answers 200.
    func answer() async throws {
        release.succeed()
        try await channel.close()
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let arrival: EventLoopPromise<Void>
        private let release: EventLoopFuture<Void>

        init(arrival: EventLoopPromise<Void>, release: EventLoopFuture<Void>) {
            self.arrival = arrival
            self.release = release
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            arrival.succeed()
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            release.hop(to: context.eventLoop).assumeIsolated().whenSuccess {
                let context = bound.value
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                context.writeAndFlush(NIOAny(ByteBuffer(string: answer)), promise: nil)
            }
        }
    }
}
