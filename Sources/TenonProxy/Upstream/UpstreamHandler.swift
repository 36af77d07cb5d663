// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// One channel to a third party; carries one exchange after the other.
///
/// Bound to its event loop, like everything of the fast lane.
final class UpstreamHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let key: UpstreamKey
    private let pool: UpstreamPool
    private var context: ChannelHandlerContext?
    /// The exchange under way.
    weak var relay: Relay?
    /// How many exchanges it has carried.
    var uses = 0
    /// Since when it has been idle, by the loop's clock.
    var idleSince = NIODeadline.uptimeNanoseconds(0)
    private var holdsReads = false
    private var wantsRead = false
    private var error: (any Error)?

    init(key: UpstreamKey, pool: UpstreamPool) {
        self.key = key
        self.pool = pool
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }
    var isActive: Bool { context?.channel.isActive ?? false }

    func write(_ buffer: ByteBuffer) { context?.write(wrapOutboundOut(buffer), promise: nil) }
    func flush() { context?.flush() }
    func close() { context?.close(promise: nil) }

    /// Stops reading while the caller does not take what was read.
    func holdReads(_ holds: Bool) {
        guard holds != holdsReads else { return }
        holdsReads = holds
        guard !holds, wantsRead else { return }
        wantsRead = false
        context?.read()
    }

    // MARK: - Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let relay else {
            // Nobody asked: whatever it is, the next answer must not begin with it.
            pool.remove(self)
            context.close(promise: nil)
            return
        }
        relay.upstreamRead(unwrapInboundIn(data), from: self)
    }

    func read(context: ChannelHandlerContext) {
        if holdsReads { wantsRead = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        relay?.upstreamWritabilityChanged(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if self.error == nil { self.error = error }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        pool.remove(self)
        relay?.upstreamClosed(self, error: error)
    }
}

/// Looks at where a channel leads before anything goes out on it.
final class AddressCheck: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let admits: @Sendable (any Channel) -> Bool
    private(set) var isRefused = false

    init(admits: @escaping @Sendable (any Channel) -> Bool) { self.admits = admits }

    func channelActive(context: ChannelHandlerContext) {
        guard admits(context.channel) else {
            isRefused = true
            context.close(promise: nil)
            return
        }
        context.fireChannelActive()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
