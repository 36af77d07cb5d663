// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTPTypes

/// Stands behind the codec and tells the fast lane when the other one has answered.
final class OtherLaneAnswers: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var client: ClientHandler?

    func handlerAdded(context: ChannelHandlerContext) {
        // Without the fast lane in front there is nobody to tell.
        client = try? context.pipeline.syncOperations.handler(type: ClientHandler.self)
    }

    func handlerRemoved(context: ChannelHandlerContext) { client = nil }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        context.write(data, promise: promise)
        client?.otherLaneAnswered()
    }
}
