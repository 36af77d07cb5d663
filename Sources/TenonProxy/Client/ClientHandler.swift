// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import NIOCore
internal import TenonDomain
internal import TenonHTTP

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Splits the bytes of one caller's connection into requests for the fast lane and for the other one.
///
/// It stands in front of the HTTP codec. A request for the other lane goes on byte for byte, in step with a strict
/// reading of its own that tells where it ends; what that reading does not understand switches it off for the rest of the
/// connection, which then never carries a proxied request again. One request is in the works at a time, so that answers
/// keep their order.
final class ClientHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = ByteBuffer

    /// How much may lie here unread before the caller is not read any more.
    static let pendingBytesMax = 64 << 10
    /// How long what the caller still sends is read and dropped, so that it gets to read its answer (RFC 9112 §9.6).
    static let lingerTime = TimeAmount.seconds(2)

    private enum Mode {
        /// Between two requests.
        case open
        /// In a head of the fast lane.
        case head(HeadScanner)
        /// In an exchange of the fast lane.
        case exchange
        /// In a head of the other lane, of which that many bytes have gone on.
        case otherHead(HeadScanner, forwarded: Int)
        case otherBody(BodyDecoder)
        /// Behind a request of the other lane that is not answered yet.
        case otherAnswer
        /// Everything goes on; nothing is looked at.
        case unread
        /// The last answer is out; what comes is dropped.
        case lingering
    }

    private let loop: ProxyLoop
    private lazy var relay = Relay(loop: loop, client: self)
    private var context: ChannelHandlerContext?
    private var mode = Mode.open
    private var pending = ByteBuffer()
    /// The body of the request in the fast lane, while more of it is to come.
    private var body: BodyDecoder?
    private var isProcessing = false
    /// Whether the channel will say itself that it has read everything for now.
    private var isReading = false
    private var hasForwarded = false
    private var otherAnswered = false
    /// Whether the connection ends with the answer to a request of HTTP/1.0, which the other lane leaves to us.
    private var endsWithAnswer = false
    /// Whether the last request was one of the fast lane.
    private var wasOurs = false
    private(set) var isQuiescing = false
    private var holdsForRelay = false
    private var wantsRead = false
    private var since: NIODeadline
    private var peer: String?
    private var ownRequest = RequestHead()

    init(loop: ProxyLoop) {
        self.loop = loop
        since = loop.now
    }

    // MARK: - Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        peer = context.channel.remoteAddress?.ipAddress
        loop.look(after: self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loop.forget(self)
    }

    func channelActive(context: ChannelHandlerContext) {
        peer = context.channel.remoteAddress?.ipAddress
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        let buffer = unwrapInboundIn(data)
        if pending.readableBytes == 0 { pending = buffer } else { pending.writeImmutableBuffer(buffer) }
        process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        hasForwarded = false
        if case .exchange = mode { relay.requestReadComplete() }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if holdsReads { wantsRead = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .exchange = mode, relay.isActive {
            relay.noteProgress()
            relay.upstream?.holdReads(!context.channel.isWritable)
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        relay.clientGone()
        loop.forget(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .exchange = mode {
            relay.clientGone()
            context.close(promise: nil)
        }
        context.fireErrorCaught(error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            switch mode {
            case .exchange, .head, .lingering:
                // A caller that closes cannot be told from one that only has nothing more to say; like nginx, we take
                // it to be gone, so that nothing goes on for nobody.
                relay.clientGone()
                context.close(promise: nil)
            default: break
            }
        }
        if event is ChannelShouldQuiesceEvent { isQuiescing = true }
        context.fireUserInboundEventTriggered(event)
    }

    /// The other lane may close what it takes to be idle, but not under an exchange of ours.
    func close(context: ChannelHandlerContext, mode closing: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .exchange, .head:
            promise?.succeed()
        case .open where wasOurs && !isQuiescing && loop.now - since < TimeAmount(loop.settings.clientIdleTimeout):
            promise?.succeed()
        default: context.close(mode: closing, promise: promise)
        }
    }

    // MARK: - Bytes

    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        while step() {}
        isProcessing = false
        if hasForwarded, !isReading {
            hasForwarded = false
            context?.fireChannelReadComplete()
        }
        updateReads()
    }

    private func forward(_ bytes: ByteBuffer?) {
        guard let bytes, bytes.readableBytes > 0 else { return }
        hasForwarded = true
        context?.fireChannelRead(wrapInboundOut(bytes))
    }

    /// Goes on with what lies here; `false` when something else has to happen first.
    private func step() -> Bool {
        switch mode {
        case .open: return choose()
        case .head(let scanner): return readHead(scanner)
        case .exchange: return readBody()
        case .otherHead(let scanner, let forwarded): return passHead(scanner, forwarded)
        case .otherBody(let decoder): return passBody(decoder)
        case .otherAnswer: return false
        case .unread:
            let bytes = pending
            pending = ByteBuffer()
            forward(bytes)
            return false
        case .lingering:
            pending = ByteBuffer()
            return false
        }
    }

    private func choose() -> Bool {
        guard pending.readableBytes > 0 else { return false }
        switch pending.withUnsafeReadableBytes(LaneChoice.of) {
        case .open: return false
        case .proxy:
            wasOurs = true
            since = loop.now
            mode = .head(HeadScanner())
        case .other:
            wasOurs = false
            otherAnswered = false
            mode = .otherHead(HeadScanner(), forwarded: 0)
        }
        return true
    }

    // MARK: - The fast lane

    private func readHead(_ scanner: HeadScanner) -> Bool {
        var scanner = scanner
        let bytesMax = loop.settings.requestLimits.bytesMax
        let step = pending.withUnsafeReadableBytes { scanner.scan($0, bytesMax: bytesMax) }
        switch step {
        case .incomplete:
            mode = .head(scanner)
            return false
        case .fault(let fault):
            pending = ByteBuffer()
            mode = .exchange
            body = nil
            relay.refuseHead(TenonError(request: fault))
        case .complete(let length):
            guard let head = pending.readSlice(length: length) else { return false }
            mode = .exchange
            body = nil
            relay.begin(head)
        }
        return true
    }

    /// Told by the relay: how the body of the request that begins is framed.
    func expectBody(_ framing: BodyFraming) { body = framing == .none ? nil : BodyDecoder(framing) }

    /// Told by the relay: nothing can be read behind this head.
    func expectNothing() {
        body = nil
        pending = ByteBuffer()
    }

    private func readBody() -> Bool {
        guard var decoder = body else { return false }
        body = nil
        let event = decoder.next(&pending)
        switch event {
        case .data(let part):
            body = decoder
            relay.requestData(part)
        case .end(let trailer): relay.requestEnd(trailer: trailer)
        case .needsMore:
            body = decoder
            return false
        case .fault(let fault): relay.requestFault(fault)
        }
        return true
    }

    // MARK: - The other lane

    private func passHead(_ scanner: HeadScanner, _ forwarded: Int) -> Bool {
        var scanner = scanner
        let limits = loop.settings.requestLimits
        let step = pending.withUnsafeReadableBytes { scanner.scan($0, bytesMax: limits.bytesMax) }
        let end: Int
        var next = Mode.unread
        switch step {
        case .incomplete:
            end = pending.readableBytes
            next = .otherHead(scanner, forwarded: end)
        case .fault: end = pending.readableBytes
        case .complete(let length):
            end = length
            if let head = pending.getSlice(at: pending.readerIndex, length: length),
                (try? ownRequest.read(head, limits: limits)) != nil  // what is not understood is not read on
            {
                if forwarded == 0, answerFromMemory(length) { return true }
                next = .otherBody(BodyDecoder(ownRequest.framing))
                endsWithAnswer = ownRequest.minorVersion == 0 && !ownRequest.keepsAlive
            }
            ownRequest.bytes = ByteBuffer()
        }
        let news = pending.getSlice(at: pending.readerIndex + forwarded, length: end - forwarded)
        if case .otherHead = next {} else { pending.moveReaderIndex(forwardBy: end) }
        mode = next
        forward(news)
        if case .otherHead = next { return false }
        return true
    }

    /// Answers a read of the other lane that was answered before; `false` when that lane has to.
    private func answerFromMemory(_ length: Int) -> Bool {
        guard let memory = loop.lane.memory, ownRequest.isMethod("GET"), ownRequest.minorVersion == 1,
            ownRequest.framing == .none, ownRequest.keepsAlive, !isQuiescing, isWritable,
            let token = ownRequest.bytes.withUnsafeReadableBytes({ CallerToken.read(ownRequest, $0) }),
            let answer = memory.answer(to: ownRequest.text(ownRequest.target), token: token)
        else { return false }
        let requestID = requestID(of: ownRequest)
        ownRequest.bytes = ByteBuffer()
        pending.moveReaderIndex(forwardBy: length)
        mode = .open
        (wasOurs, since) = (true, loop.now)
        loop.scratch.clear()
        RememberedAnswerWriter.write(answer, requestID: requestID, date: loop.date, to: &loop.scratch)
        // What is small is copied to its head; a long list leaves as it is kept.
        let isJoined = answer.json.readableBytes <= Relay.joinedBytesMax
        if isJoined { loop.scratch.writeImmutableBuffer(answer.json) }
        write(loop.scratch)
        if !isJoined { write(answer.json) }
        flush()
        loop.lane.logger.debug(
            "request answered",
            metadata: [
                "request.id": "\(requestID)", "http.method": "GET", "http.route": "\(answer.route)",
                "http.status": "200", "organization.id": "\(answer.organizationID)",
            ])
        return true
    }

    private func passBody(_ decoder: BodyDecoder) -> Bool {
        var decoder = decoder
        let (whole, start) = (pending, pending.readerIndex)
        var event = BodyDecoder.Event.needsMore
        read: while true {
            event = decoder.next(&pending)
            guard case .data = event else { break read }
        }
        let news = whole.getSlice(at: start, length: pending.readerIndex - start)
        switch event {
        case .end:
            mode = .otherAnswer
            if otherAnswered { otherExchangeEnded() }
        case .fault: mode = .unread
        default: mode = .otherBody(decoder)
        }
        forward(news)
        if case .otherBody = mode { return false }
        return true
    }

    /// The other lane has written the end of an answer.
    func otherLaneAnswered() {
        switch mode {
        case .otherAnswer:
            otherExchangeEnded()
            process()
        case .otherHead, .otherBody: otherAnswered = true
        default: break
        }
    }

    private func otherExchangeEnded() {
        since = loop.now
        mode = endsWithAnswer ? .lingering : .open
        if endsWithAnswer { endOutput(closes: true) }
    }

    // MARK: - For the relay

    var isWritable: Bool { context?.channel.isWritable ?? false }

    func write(_ buffer: ByteBuffer) { context?.write(wrapOutboundOut(buffer), promise: nil) }

    func flush() { context?.flush() }

    func holdReads(_ holds: Bool) {
        holdsForRelay = holds
        updateReads()
    }

    /// The answer is written; the connection goes on with the next request, or ends.
    ///
    /// It `lingers` when more may come that must be read for the caller to get to read its answer.
    func exchangeEnded(keepsAlive: Bool, lingers: Bool) {
        guard case .exchange = mode else { return }
        body = nil
        since = loop.now
        if keepsAlive, !isQuiescing {
            mode = .open
            process()
        } else {
            mode = .lingering
            endOutput(closes: !lingers)
        }
    }

    /// Ends the connection so that the caller sees that the answer is not whole.
    func cut(resets: Bool) {
        body = nil
        mode = .lingering
        if resets {
            // Without a length, only a reset tells an answer that was cut from one that has ended.
            let options = (context?.channel as? any SocketOptionProvider)
            _ = options?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        context?.close(promise: nil)
    }

    /// Closes when everything is written; closing at once would lose it.
    private func endOutput(closes: Bool) {
        guard let context else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [weak self] _ in
            self?.context?.close(mode: closes ? .all : .output, promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
    }

    func requestID(of head: RequestHead) -> String {
        let offered = head.fields.onlyValue(.requestID).map { head.text($0) }
        return RequestIdentityMiddleware.requestID(from: offered)
    }

    func address(of head: RequestHead) -> String? {
        RequestIdentityMiddleware.clientAddress(peer: peer, trustedProxies: loop.settings.trustedProxies) {
            head.fields.lines.filter { $0.kind == .forwardedFor }.map { head.text($0.valueStart..<$0.valueEnd) }
        }
    }

    // MARK: - Looking after

    private var holdsReads: Bool {
        switch mode {
        case .exchange: holdsForRelay || body == nil && pending.readableBytes > ClientHandler.pendingBytesMax
        case .otherAnswer: pending.readableBytes > ClientHandler.pendingBytesMax
        default: false
        }
    }

    private func updateReads() {
        guard wantsRead, !holdsReads else { return }
        wantsRead = false
        context?.read()
    }

    func tick(_ now: NIODeadline) {
        let settings = loop.settings
        switch mode {
        case .exchange: relay.tick(now)
        case .head where now - since > TimeAmount(settings.headTimeout):
            mode = .exchange
            pending = ByteBuffer()
            relay.refuseHead(TenonError(.requestTimedOut, "The request took too long to arrive."))
        case .open where wasOurs && now - since > TimeAmount(settings.clientIdleTimeout):
            context?.close(promise: nil)
        case .lingering where now - since > ClientHandler.lingerTime: context?.close(promise: nil)
        default: break
        }
    }
}
