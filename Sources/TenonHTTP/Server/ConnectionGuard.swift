// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import TenonDomain
internal import TenonJSON
internal import TenonWire

/// The body of a request did not arrive in time.
struct RequestReadTimeout: Error {}

/// Guards one HTTP/1 connection where Hummingbird does not: a body that is dripped in, and a head that is malformed.
///
/// A body that is not there after `timeout` fails the request (408) and ends the connection; what cannot be parsed is
/// answered in JSON. Stands between the codec and Hummingbird's own handlers.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let timeout: TimeAmount
    private var requestsInProgress = 0
    private var isClosing = false
    private var deadline: Scheduled<Void>?

    init(timeout: TimeAmount) { self.timeout = timeout }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            requestsInProgress += 1
            schedule(context)
        case .body: break
        case .end: cancelDeadline()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        requestsInProgress -= 1
        context.write(data, promise: promise)
        if isClosing, requestsInProgress <= 0 {
            context.flush()
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, !isClosing else {
            context.fireErrorCaught(error)
            return
        }
        isClosing = true
        cancelDeadline()
        if requestsInProgress > 0 {
            context.fireErrorCaught(error)
        } else {
            refuse(error, context: context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancelDeadline() }

    func channelInactive(context: ChannelHandlerContext) {
        cancelDeadline()
        context.fireChannelInactive()
    }

    private func schedule(_ context: ChannelHandlerContext) {
        cancelDeadline()
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: timeout) {
            let (handler, context) = bound.value
            handler.deadlinePassed(context)
        }
    }

    private func cancelDeadline() {
        deadline?.cancel()
        deadline = nil
    }

    private func deadlinePassed(_ context: ChannelHandlerContext) {
        deadline = nil
        isClosing = true
        if requestsInProgress > 0 {
            context.fireErrorCaught(RequestReadTimeout())
        } else {
            context.close(promise: nil)  // answered already: only the rest of the body is dripping in
        }
    }

    private func refuse(_ error: HTTPParserError, context: ChannelHandlerContext) {
        let known =
            error == .headerOverflow
            ? TenonError(.headersTooLarge, "The headers are too large.")
            : TenonError(.validationFailed, "The request is malformed.")
        let rendering = ErrorRendering(known)
        let body = context.channel.allocator.buffer(bytes: rendering.body.json.utf8)
        var head = HTTPResponse(status: rendering.status)
        head.headerFields[.contentType] = "application/json; charset=utf-8"
        head.headerFields[.contentLength] = String(body.readableBytes)
        head.headerFields[.connection] = "close"
        head.headerFields[.requestID] = RequestIdentityMiddleware.requestID(from: nil)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}
