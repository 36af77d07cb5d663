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
    var target: ProxyTarget?
    var isHead = false
    var grant: ProxyGrant?
    var asked: ProxyRequest?
    var use: ProxyUse?
    var entered: (connection: ConnectionID, host: UpstreamKey)?
    /// The request in the form in which it goes out, where each is authenticated by itself.
    var signed: SignableRequest?
    /// Whether nothing is sent before all of the body is here.
    var waitsForBody = false
    var body = KeptBody(bytesMax: 0, length: nil, isComplete: true)

    var upstream: UpstreamHandler?
    var answer = AnswerHead()
    var answerBytes = ByteBuffer()
    var answerScanner = HeadScanner()
    var answerBody: BodyDecoder?
    var hasFinalHead = false
    /// Whether the answer's body is looked at before anything of it is passed on.
    var isPeeking = false
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
    var lastProgress = NIODeadline.uptimeNanoseconds(0)
    var wait: Scheduled<Void>?

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
        (signed, waitsForBody, isPeeking) = (nil, false, false)
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
        isPeeking = false
        hasAnswerBytes = false
        ending = nil
    }

    // MARK: - Channels

    /// Gets a channel for the request, which goes out as soon as it is there.
    func findChannel() {
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
        if let signed {
            RequestWriter.write(signed, of: request, plan, to: &loop.scratch)
            channel.write(loop.scratch)
            if case .held = signed.body { body.markSent() } else { sendBody() }
        } else {
            RequestWriter.write(request, target, plan, to: &loop.scratch)
            channel.write(loop.scratch)
            sendBody()
        }
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
        (entered, grant, asked, signed, waitsForBody) = (nil, nil, nil, nil, false)
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
        case .connecting where waitsForBody:
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
