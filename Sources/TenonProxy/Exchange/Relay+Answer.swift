// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TenonDomain
internal import TenonEgress

/// The way back: the third party's answer.
extension Relay {
    /// Bodies up to this size go out in one piece with their head.
    static let joinedBytesMax = 16 << 10

    func upstreamRead(_ buffer: ByteBuffer, from channel: UpstreamHandler) {
        guard isActive, channel === upstream else { return }
        noteProgress()
        hasAnswerBytes = true
        if answerBytes.readableBytes == 0 {
            answerBytes = buffer
        } else {
            answerBytes.writeImmutableBuffer(buffer)
        }
        processAnswer()
    }

    func upstreamWritabilityChanged(_ channel: UpstreamHandler) {
        guard isActive, channel === upstream else { return }
        noteProgress()
        updateClientReads()
    }

    func upstreamClosed(_ channel: UpstreamHandler, error: (any Error)?) {
        guard isActive, channel === upstream else { return }
        let host = grant?.plan.host ?? ""
        let failure = loop.lane.egress.failure(error ?? ChannelError.eof, host: host)
        ending = (error == nil, failure)
        // While a new credential is being fetched, the answer held back may already be whole.
        if exchange.state == .exchanging || exchange.state == .relaying { processAnswer() }
    }

    /// Goes through the bytes that came, as far as the exchange wants them now.
    func processAnswer() {
        let current = serial
        while isActive, current == serial, exchange.state == .exchanging || exchange.state == .relaying {
            let goesOn = isPeeking ? peek() : hasFinalHead ? processBody() : processHead()
            if !goesOn { break }
        }
        guard isActive, current == serial else { return }
        if exchange.state == .relaying {
            writeScratch()
            client.flush()
            upstream?.holdReads(!client.isWritable)
        }
    }

    // MARK: - Head

    /// `false` when more has to come, or the exchange is not to go on now.
    private func processHead() -> Bool {
        let limits = settings.answerLimits
        let step = answerBytes.withUnsafeReadableBytes { answerScanner.scan($0, bytesMax: limits.bytesMax) }
        switch step {
        case .incomplete:
            if let ending { channelFailed(ending.failure) }
            return false
        case .fault(let fault):
            refuse(TenonError(answer: fault))
            return false
        case .complete(let length):
            guard let head = answerBytes.readSlice(length: length) else { return false }
            answerScanner = HeadScanner()
            do {
                try answer.read(head, limits: limits)
            } catch {
                refuse(TenonError(answer: error))
                return false
            }
            return answer.isInterim ? processInterim() : processFinalHead()
        }
    }

    private func processInterim() -> Bool {
        interimAnswers += 1
        guard answer.status != 101 else {
            refuse(TenonError(answer: .unexpectedUpgrade))
            return false
        }
        guard interimAnswers <= settings.interimAnswersMax else {
            refuse(TenonError(answer: .tooManyInterimAnswers))
            return false
        }
        guard request.minorVersion == 1 else { return true }
        loop.scratch.clear(minimumCapacity: 256)
        AnswerWriter.write(interim: answer, to: &loop.scratch)
        client.write(loop.scratch)
        client.flush()
        return true
    }

    private func processFinalHead() -> Bool {
        hasFinalHead = true
        answerBody = BodyDecoder(answer.framing(toHead: isHead))
        if wantsPeek {
            isPeeking = true
            return true
        }
        return processVerdict(isStale: isStale([]))
    }

    /// What becomes of the answer, once all is known that decides it.
    private func processVerdict(isStale: Bool) -> Bool {
        let verdict = exchange.answered(
            status: answer.status, retryAfter: retryAfter, isStale: isStale, canReplay: body.isReplayable)
        switch verdict {
        case .relay:
            relayHead()
            return isActive
        case .refresh:
            refresh()
            return false
        case .retry(let wait):
            waitAndRetry(wait)
            return false
        }
    }

    private func isStale(_ answerBody: [UInt8]) -> Bool {
        guard let test = grant?.plan.refreshOn else { return false }
        if test.statuses.contains(answer.status) { return true }
        guard let condition = test.condition else { return false }
        return condition(answer.response(answerBody))
    }

    // MARK: - Looking ahead

    /// Whether the definition's condition may look at the body: one in JSON that is short, as far as is known.
    private var wantsPeek: Bool {
        guard let test = grant?.plan.refreshOn, test.readsBody, !test.statuses.contains(answer.status),
            exchange.mayRefresh, body.isReplayable
        else { return false }
        if let length = answer.fields.contentLength, length > RefreshTest.bodyBytesMax { return false }
        return answer.headers.contains {
            $0.name.lowercased() == "content-type" && $0.value.lowercased().contains("json")
        }
    }

    /// Reads the body without taking it away; `false` when more of it has to come.
    private func peek() -> Bool {
        var (bytes, decoder) = (answerBytes, BodyDecoder(answer.framing(toHead: isHead)))
        var found: [UInt8] = []
        reading: while found.count <= RefreshTest.bodyBytesMax {
            switch decoder.next(&bytes) {
            case .data(let part): found += part.readableBytesView
            case .end, .fault: break reading
            case .needsMore:
                guard ending == nil else { break reading }
                return false
            }
        }
        isPeeking = false
        // A longer one is not looked at.
        return processVerdict(isStale: isStale(found.count > RefreshTest.bodyBytesMax ? [] : found))
    }

    private var retryAfter: Duration? {
        guard answer.status == 429 || answer.status == 503, let value = answer.fields.onlyValue(.retryAfter) else {
            return nil
        }
        let seconds = answer.bytes.withUnsafeReadableBytes {
            Bytes.decimal(UnsafeRawBufferPointer(rebasing: $0[value]))
        }
        // A date, or nonsense, is not waited for: the answer goes to the caller as it is.
        return seconds.map { .seconds(min($0, 86_400)) } ?? .seconds(86_400)
    }

    /// Passes the final head on.
    func relayHead() {
        noteOutcome(.answered(status: answer.status))
        noteRefusal()
        let needsFrame = !isHead && answer.framing(toHead: isHead) == .untilClose
        if answer.framing(toHead: isHead) == .chunked || needsFrame {
            framing = request.minorVersion == 1 ? .chunked : .untilClose
        } else {
            framing = .asItIs
        }
        // A request of which a part is still to come may never come: then the next one could not be found.
        saysClose = !request.keepsAlive || !body.isComplete || framing == .untilClose || client.isQuiescing
        loop.scratch.clear(minimumCapacity: 2048)
        AnswerWriter.write(
            answer, framing: framing, attempts: exchange.attempts, closes: saysClose, to: &loop.scratch)
        hasScratch = true
    }

    /// Lets the engine look at an answer that speaks of scopes.
    private func noteRefusal() {
        guard answer.status == 403 || answer.status == 401, let grant, grant.plan.hasScopes else { return }
        let response = answer.response([])
        guard response.header("www-authenticate") != nil else { return }
        let authority = loop.lane.authority
        // When too much is under way, the next such answer will do.
        _ = loop.lane.submit { await authority.noteRefusal(of: grant, response) }
    }

    // MARK: - Body

    private func processBody() -> Bool {
        guard var decoder = answerBody else { return false }
        answerBody = nil
        let event = decoder.next(&answerBytes)
        answerBody = decoder
        switch event {
        case .data(let part):
            writeBody(part)
            return true
        case .end(let trailer):
            answerEnded(trailer: trailer)
            return false
        case .fault:
            cut()
            return false
        case .needsMore:
            guard let ending else { return false }
            if decoder.endsWithConnection, ending.isClean {
                answerEnded(trailer: nil)
            } else {
                channelFailed(ending.failure)
            }
            return false
        }
    }

    private func writeBody(_ part: ByteBuffer) {
        if framing == .chunked {
            writeScratch()
            ChunkWriter.write(part) { client.write($0) }
        } else if hasScratch, part.readableBytes <= Relay.joinedBytesMax {
            loop.scratch.writeImmutableBuffer(part)
            writeScratch()
        } else {
            writeScratch()
            client.write(part)
        }
    }

    func writeScratch() {
        guard hasScratch else { return }
        hasScratch = false
        client.write(loop.scratch)
    }

    private func answerEnded(trailer: ByteBuffer?) {
        writeScratch()
        if framing == .chunked {
            var end = ByteBuffer()
            guard TrailerWriter.write(trailer, dropping: [], to: &end) else { return cut() }
            client.write(end)
        }
        client.flush()
        // What the head told the caller cannot be taken back: it said "close" when the request was not complete then.
        let (keepsAlive, lingers) = (!saysClose, !body.isComplete)
        recycle()
        release(.answered(status: answer.status))
        client.exchangeEnded(keepsAlive: keepsAlive, lingers: lingers)
    }

    /// Gives the channel back, if it is at a point where another request may go out on it.
    func recycle() {
        guard let channel = upstream, ending == nil, answer.keepsAlive, body.isComplete, body.unsentBytes == 0,
            answerBytes.readableBytes == 0, answerBody?.isComplete == true
        else { return }
        upstream = nil
        channel.relay = nil
        channel.holdReads(false)
        loop.pool.give(channel, now: loop.now)
    }

    /// Drops an answer that nobody gets; its channel is kept when all of it is here.
    func dropAnswer() {
        if var decoder = answerBody {
            drain: while true {
                switch decoder.next(&answerBytes) {
                case .data: continue
                case .end, .needsMore, .fault: break drain
                }
            }
            answerBody = decoder
        }
        recycle()
        if let upstream {
            upstream.relay = nil
            upstream.close()
        }
        upstream = nil
        resetAnswer()
    }
}
