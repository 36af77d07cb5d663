// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import NIOCore
internal import TenonDomain
internal import TenonEgress

/// Drives the exchanges of one caller's connection, one after the other, on its event loop.
///
/// What to do is decided by ``ProxyExchange``; here it is done. Whatever comes back from elsewhere names the exchange by
/// its serial number, and is dropped when that has ended.
final class Relay {
    /// How much of a body may wait for a channel before the caller is not read any more.
    static let waitingBytesMax = 64 << 10

    let loop: ProxyLoop
    /// Owns the relay.
    unowned let client: ClientHandler

    /// Counts exchanges.
    private(set) var serial: UInt64 = 0
    var exchange = ProxyExchange(budget: .init(retries: 0, waiting: .zero), isIdempotent: false)
    private(set) var isActive = false
    var request = RequestHead()
    private(set) var target: ProxyTarget?
    private(set) var isHead = false
    private(set) var grant: ProxyGrant?
    private var asked: ProxyRequest?
    private var use: ProxyUse?
    private var entered: (connection: ConnectionID, host: UpstreamKey)?
    var body = KeptBody(bytesMax: 0, length: nil, isComplete: true)

    var upstream: UpstreamHandler?
    var answer = AnswerHead()
    var answerBytes = ByteBuffer()
    var answerScanner = HeadScanner()
    var answerBody: BodyDecoder?
    var hasFinalHead = false
    var interimAnswers = 0
    /// Whether the channel had carried an exchange before this one.
    var isReused = false
    var hasAnswerBytes = false
    /// The other side has closed: cleanly, or with an error.
    var ending: (isClean: Bool, failure: OutboundFailure)?
    var framing = AnswerWriter.Framing.asItIs
    /// The head on its way out, in the hope that some of the body can go with it.
    var hasScratch = false
    /// Whether the head told the caller that the connection ends with this answer.
    var saysClose = false
    private var lastProgress = NIODeadline.uptimeNanoseconds(0)
    private var wait: Scheduled<Void>?

    init(loop: ProxyLoop, client: ClientHandler) {
        self.loop = loop
        self.client = client
    }

    var settings: ProxySettings { loop.settings }

    // MARK: - The beginning

    /// Takes a request whose head is whole.
    func begin(_ head: ByteBuffer) {
        reset()
        do {
            try request.read(head, limits: settings.requestLimits)
            isHead = request.isMethod("HEAD")
            body = KeptBody(
                bytesMax: settings.replayBytesMax, length: request.fields.contentLength,
                isComplete: request.framing == .none)
            client.expectBody(request.framing)
            try admit()
        } catch let fault as MessageFault {
            // Where this request ends is not known, so nothing behind it can be read.
            client.expectNothing()
            refuse(TenonError(request: fault), closes: true)
        } catch let fault as ProxyTarget.Fault {
            refuse(fault.error)
        } catch {
            refuse(error as? TenonError ?? TenonError(.internalError, "", underlying: error))
        }
    }

    /// Answers to a head that did not come, or whose end could not be found.
    func refuseHead(_ error: TenonError) {
        reset()
        request.minorVersion = 1
        request.fields = FieldSection()
        body = KeptBody(bytesMax: 0, length: nil, isComplete: true)
        refuse(error, closes: true)
    }

    private func reset() {
        serial &+= 1
        isActive = true
        lastProgress = loop.now
        (grant, asked, use, entered, target, upstream, ending) = (nil, nil, nil, nil, nil, nil, nil)
        isHead = false
        interimAnswers = 0
        resetAnswer()
        exchange = ProxyExchange(budget: .init(retries: 0, waiting: .zero), isIdempotent: false)
    }

    func resetAnswer() {
        answerBytes = ByteBuffer()
        answerScanner = HeadScanner()
        answerBody = nil
        hasFinalHead = false
        hasAnswerBytes = false
        ending = nil
    }

    private func admit() throws {
        let head = request
        let token = head.bytes.withUnsafeReadableBytes { CallerToken.read(head, $0) }
        guard let token else { throw TenonError(.unauthenticated, "") }
        let target = try head.bytes.withUnsafeReadableBytes { bytes in
            try ProxyTarget(UnsafeRawBufferPointer(rebasing: bytes[head.target]))
        }
        self.target = target
        try checkExpectation()
        exchange = ProxyExchange(
            budget: .init(retries: try retries(), waiting: settings.retryBudget), isIdempotent: isIdempotent)
        let start = head.target.lowerBound
        let asked = ProxyRequest(
            token: token, connectionID: target.connectionID, method: head.text(head.method),
            path: head.text(start + target.path.lowerBound..<start + target.path.upperBound),
            clientAddress: client.address(of: head), requestID: client.requestID(of: head))
        self.asked = asked
        switch loop.lane.authority.lookUp(asked) {
        case .admitted(let grant): try admitted(grant)
        case .refused(let error): throw error
        case .unknown: decide(asked)
        }
    }

    private var isIdempotent: Bool {
        request.isMethod("GET") || isHead || request.isMethod("PUT") || request.isMethod("DELETE")
            || request.isMethod("OPTIONS")
    }

    private func checkExpectation() throws {
        guard request.fields.contains(.expect), request.minorVersion == 1 else { return }
        let isKnown = request.fields.onlyValue(.expect).map { value in
            request.bytes.withUnsafeReadableBytes {
                Bytes.equal(UnsafeRawBufferPointer(rebasing: $0[value]), "100-continue")
            }
        }
        guard isKnown == true else { throw TenonError(.validationFailed, "Expect is not '100-continue'.") }
    }

    /// What `Tenon-Retries` asks for.
    private func retries() throws -> Int {
        guard request.fields.contains(.tenonRetries) else { return 0 }
        let number = request.fields.onlyValue(.tenonRetries).flatMap { value in
            request.bytes.withUnsafeReadableBytes { Bytes.decimal(UnsafeRawBufferPointer(rebasing: $0[value])) }
        }
        guard let number, number <= settings.retriesMax else {
            throw TenonError(.validationFailed, "Tenon-Retries is not a number from 0 to \(settings.retriesMax).")
        }
        return Int(number)
    }

    private func decide(_ asked: ProxyRequest) {
        let (authority, eventLoop, serial) = (loop.lane.authority, loop.eventLoop, serial)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let isAccepted = loop.lane.submit {
            let result: Result<ProxyGrant, any Error>
            do { result = .success(try await authority.decide(asked)) } catch { result = .failure(error) }
            eventLoop.execute { bound.value.decided(result, serial: serial) }
        }
        if !isAccepted { refuse(Relay.busy) }
    }

    private func decided(_ result: Result<ProxyGrant, any Error>, serial: UInt64) {
        guard isActive, serial == self.serial, exchange.state == .deciding else { return }
        do {
            try admitted(try result.get())
        } catch {
            refuse(error as? TenonError ?? TenonError(.internalError, "", underlying: error))
        }
    }

    private func admitted(_ grant: ProxyGrant) throws {
        self.grant = grant
        guard let target, let asked else { return }
        try check(target, grant.plan)
        if grant.limits?.requests != nil { try checkDetours(target) }
        let key = UpstreamKey(grant.plan)
        guard loop.lane.inFlight.enter(connection: target.connectionID, host: key) else { throw Relay.busy }
        entered = (target.connectionID, key)
        let use = ProxyUse(
            grant: grant, method: asked.method, clientAddress: asked.clientAddress, requestID: asked.requestID)
        guard loop.lane.authority.reserve(use) else {
            throw TenonError(
                .unavailable, "The audit log cannot be written, so nothing is sent.", retryAfter: .seconds(1))
        }
        self.use = use
        exchange.admitted()
        findChannel()
    }

    private func check(_ target: ProxyTarget, _ plan: UpstreamPlan) throws {
        if let limit = plan.requestBytesMax, let length = request.fields.contentLength, length > limit {
            throw TenonError(.bodyTooLarge, "The body is larger than \(limit) bytes.")
        }
        guard !plan.queryNames.isEmpty, let query = target.query else { return }
        let start = request.target.lowerBound
        let names = plan.queryNames
        let isTaken = request.bytes.withUnsafeReadableBytes { bytes in
            ProxyTarget.query(
                UnsafeRawBufferPointer(
                    rebasing: bytes[start + query.lowerBound..<start + query.upperBound]), names: names)
        }
        guard !isTaken else {
            throw TenonError(.validationFailed, "The query has a parameter that the connection itself adds.")
        }
    }

    /// Headers that make some servers take a request for one of another method or path.
    private static let detours = [
        "x-http-method-override", "x-http-method", "x-method-override", "x-original-url", "x-original-uri",
        "x-rewrite-url", "x-override-url", "x-forwarded-prefix",
    ]

    /// What a token may not send it may not send in disguise either.
    private func checkDetours(_ target: ProxyTarget) throws {
        let start = request.target.lowerBound
        let isDetour = request.bytes.withUnsafeReadableBytes { bytes in
            let hidesPath = request.fields.lines.contains { line in
                let name = UnsafeRawBufferPointer(rebasing: bytes[line.start..<line.nameEnd])
                return Relay.detours.contains { Bytes.equal(name, $0) }
            }
            guard !hidesPath, let query = target.query else { return hidesPath }
            let text = UnsafeRawBufferPointer(
                rebasing: bytes[start + query.lowerBound..<start + query.upperBound])
            return ProxyTarget.query(text, names: ["_method"])
        }
        guard !isDetour else {
            throw TenonError(
                .permissionDenied,
                "The token may send certain requests only, so none that asks for another method or path on the way.")
        }
    }

    static let busy = TenonError(
        .unavailable, "Too many requests are under way for this connection or its host; try again.",
        retryAfter: .seconds(1))

    // MARK: - Channels

    private func findChannel() {
        guard let plan = grant?.plan else { return }
        if let channel = loop.pool.take(UpstreamKey(plan)) {
            attach(channel)
        } else {
            loop.dial(plan, for: self, serial: serial)
        }
    }

    /// Whether the exchange still wants a channel.
    func isWaiting(serial: UInt64) -> Bool { isActive && serial == self.serial && exchange.state == .connecting }

    /// Takes a new channel; `false` when the exchange has ended meanwhile.
    func dialed(_ channel: UpstreamHandler, serial: UInt64) -> Bool {
        guard isWaiting(serial: serial) else { return false }
        attach(channel)
        return true
    }

    func dialFailed(_ failure: OutboundFailure, serial: UInt64) {
        guard isWaiting(serial: serial) else { return }
        channelFailed(failure)
    }

    private func attach(_ channel: UpstreamHandler) {
        guard let plan = grant?.plan, let target, exchange.connected() else { return }
        resetAnswer()
        body.rewind()
        upstream = channel
        channel.relay = self
        isReused = channel.uses > 0
        channel.uses += 1
        lastProgress = loop.now
        loop.scratch.clear(minimumCapacity: 2048)
        RequestWriter.write(request, target, plan, to: &loop.scratch)
        channel.write(loop.scratch)
        sendBody()
        channel.flush()
    }

    func channelFailed(_ failure: OutboundFailure) {
        upstream?.relay = nil
        upstream?.close()
        upstream = nil
        let verdict = exchange.failed(
            isReused: isReused, hasAnswer: hasAnswerBytes, canReplay: body.isReplayable)
        switch verdict {
        case .reconnect:
            guard let plan = grant?.plan else { return }
            // Not one out of the pool: its neighbours were closed at the same time, most likely.
            loop.dial(plan, for: self, serial: serial)
        case .refuse: refuse(TenonError(failure))
        case .cut: cut()
        }
    }

    // MARK: - Refreshing and waiting

    func refresh() {
        guard let grant, let asked else { return }
        upstream?.holdReads(true)
        let (authority, eventLoop, serial) = (loop.lane.authority, loop.eventLoop, serial)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let isAccepted = loop.lane.submit {
            let result = await authority.refresh(after: grant, for: asked)
            eventLoop.execute { bound.value.refreshed(result, serial: serial) }
        }
        if !isAccepted { refreshed(.unavailable, serial: serial) }
    }

    private func refreshed(_ result: ProxyRefresh, serial: UInt64) {
        guard isActive, serial == self.serial, exchange.state == .refreshing else { return }
        lastProgress = loop.now
        switch result {
        case .renewed(let renewed):
            guard body.isReplayable, exchange.renewed() else { return answerStands() }
            grant = renewed
            dropAnswer()
            findChannel()
        case .unavailable: answerStands()
        case .refused(let error):
            dropAnswer()
            refuse(error)
        }
    }

    private func answerStands() {
        guard exchange.notRenewed() else { return }
        relayHead()
        resumeSending()
        upstream?.holdReads(false)
        processAnswer()
    }

    func waitAndRetry(_ duration: Duration) {
        dropAnswer()
        let (bound, serial) = (NIOLoopBound(self, eventLoop: loop.eventLoop), serial)
        wait = loop.eventLoop.scheduleTask(in: TimeAmount(duration)) {
            let relay = bound.value
            guard relay.isActive, serial == relay.serial, relay.exchange.waited() else { return }
            relay.lastProgress = relay.loop.now
            relay.findChannel()
        }
    }

    // MARK: - The end

    /// Answers with an error of our own and ends the exchange.
    func refuse(_ error: TenonError, closes: Bool = false) {
        guard isActive else { return }
        log(error)
        let lingers = closes || !body.isComplete
        let closes = lingers || !request.keepsAlive
        loop.scratch.clear(minimumCapacity: 1024)
        AnswerWriter.write(
            error, requestID: asked?.requestID ?? client.requestID(of: request), attempts: exchange.attempts,
            toHead: isHead, closes: closes, to: &loop.scratch)
        let bytes = loop.scratch
        release(.failed)
        client.write(bytes)
        client.flush()
        client.exchangeEnded(keepsAlive: !closes, lingers: lingers)
    }

    /// Ends the caller's connection in the middle of an answer, so that nobody takes it for a whole one.
    func cut() {
        guard isActive else { return }
        writeScratch()
        client.flush()
        release(.failed)
        client.cut(resets: framing == .untilClose)
    }

    /// The caller is gone: so is the reason for the request.
    func clientGone() {
        guard isActive else { return }
        release(.failed)
    }

    /// Lets go of everything that was taken for the exchange; its channel is closed unless it was given back before.
    func release(_ outcome: ProxyOutcome) {
        isActive = false
        exchange.finished()
        wait?.cancel()
        wait = nil
        channelDropped()
        noteOutcome(outcome)
        if let entered { loop.lane.inFlight.leave(connection: entered.connection, host: entered.host) }
        (entered, grant, asked) = (nil, nil, nil)
        hasScratch = false
        request.bytes = ByteBuffer()
        answer.bytes = ByteBuffer()
        answerBytes = ByteBuffer()
        body = KeptBody(bytesMax: 0, length: nil, isComplete: body.isComplete)
        client.holdReads(false)
    }

    /// Writes down what became of the use; the first word stands.
    func noteOutcome(_ outcome: ProxyOutcome) {
        guard let use else { return }
        self.use = nil
        loop.lane.authority.record(use, outcome)
    }

    private func channelDropped() {
        guard let upstream else { return }
        self.upstream = nil
        upstream.relay = nil
        loop.pool.remove(upstream)
        upstream.close()
    }

    func noteProgress() { lastProgress = loop.now }

    /// Looks whether nothing has moved for too long.
    func tick(_ now: NIODeadline) {
        guard isActive, exchange.state != .waiting, now - lastProgress > TimeAmount(settings.idleTimeout) else {
            return
        }
        switch exchange.state {
        case .relaying: cut()
        case .exchanging where !body.isComplete && upstream?.isWritable != false && !waitsForContinue:
            refuse(TenonError(.requestTimedOut, "The request took too long to arrive."), closes: true)
        case .deciding, .refreshing: refuse(TenonError(.unavailable, "The server cannot do this now."))
        default: refuse(TenonError(.upstreamTimedOut, OutboundFailure.timedOut.description))
        }
    }

    /// The caller waits for the third party to ask for the body.
    private var waitsForContinue: Bool { request.fields.contains(.expect) && body.receivedBytes == 0 }

    private func log(_ error: TenonError) {
        var metadata: Logger.Metadata = ["error.code": "\(error.code.rawValue)", "http.route": "/proxy/{connectionId}"]
        if let asked {
            metadata["connection.id"] = "\(asked.connectionID)"
            metadata["request.id"] = "\(asked.requestID)"
        }
        guard let underlying = error.underlying else {
            loop.lane.logger.debug("proxied request refused", metadata: metadata)
            return
        }
        metadata["error.type"] = "\(type(of: underlying))"
        loop.lane.logger.warning("proxied request failed", metadata: metadata)
    }
}
