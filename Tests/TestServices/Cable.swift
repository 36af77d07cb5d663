// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// A piece of network between a program and a server on loopback, which a test can spoil.
package final class Cable: Sendable {
    package enum Condition: Sendable {
        case whole
        /// Nothing gets through and nobody is told, as when a router goes.
        case frozen
        /// What is connected is closed, and so is what connects.
        case cut
    }

    private struct State {
        var condition = Condition.whole
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    /// Everything happens on one loop.
    private let loop: any EventLoop
    private let target: Int
    private let state = Mutex(State())
    private let listener = Mutex<(any Channel)?>(nil)

    /// Lays a cable to a port of 127.0.0.1.
    package static func start(to target: Int) async throws -> Cable {
        let cable = Cable(target: target)
        let channel = try await ServerBootstrap(group: cable.loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { [weak cable] channel in
                cable?.plug(channel) ?? channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        cable.listener.withLock { $0 = channel }
        return cable
    }

    private init(target: Int) {
        loop = MultiThreadedEventLoopGroup.singleton.next()
        self.target = target
    }

    deinit {
        listener.withLock { $0 }?.close(promise: nil)
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }

    package var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    /// Spoils the cable, or mends it.
    package func become(_ condition: Condition) async throws {
        let channels = state.withLock { state in
            state.condition = condition
            return Array(state.channels.values)
        }
        for channel in channels {
            switch condition {
            // A channel that has gone meanwhile is as good.
            case .whole: try? await channel.setOption(.autoRead, value: true).get()
            case .frozen: try? await channel.setOption(.autoRead, value: false).get()
            case .cut: try? await channel.close()
            }
        }
    }

    private func plug(_ client: any Channel) -> EventLoopFuture<Void> {
        guard state.withLock({ $0.condition }) != .cut else { return client.close() }
        return ClientBootstrap(group: client.eventLoop).channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: target)
            .flatMap { [self] server in
                client.eventLoop.makeCompletedFuture {
                    try client.pipeline.syncOperations.addHandler(Relay(to: server))
                    try server.pipeline.syncOperations.addHandler(Relay(to: client))
                }.flatMap { [self] in
                    keep(client)
                    keep(server)
                    guard state.withLock({ $0.condition }) == .whole else {
                        return client.eventLoop.makeSucceededVoidFuture()
                    }
                    return client.setOption(.autoRead, value: true).and(server.setOption(.autoRead, value: true))
                        .map { _ in }
                }
            }
            .flatMapError { _ in client.close() }
    }

    private func keep(_ channel: any Channel) {
        state.withLock { $0.channels[ObjectIdentifier(channel)] = channel }
        channel.closeFuture.whenComplete { [weak self] _ in
            _ = self?.state.withLock { $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
    }

    /// Passes on what arrives, and the end.
    private final class Relay: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let other: any Channel

        init(to other: any Channel) { self.other = other }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            other.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            other.close(promise: nil)
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
