// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TenonDomain

/// The way there: the request's body.
extension Relay {
    private var canSend: Bool {
        upstream != nil && (exchange.state == .exchanging || exchange.state == .relaying)
    }

    func requestData(_ part: ByteBuffer) {
        guard isActive else { return }
        noteProgress()
        if let limit = grant?.plan.requestBytesMax, body.receivedBytes + Int64(part.readableBytes) > limit {
            if exchange.state == .relaying { return cut() }
            return refuse(TenonError(.bodyTooLarge, "The body is larger than \(limit) bytes."))
        }
        if waitsForBody {
            body.append(part)
            return bodyGrew()
        }
        if canSend, body.unsentBytes == 0 {
            body.pass(part)
            send(part)
        } else {
            body.append(part)
        }
        updateClientReads()
    }

    func requestEnd(trailer: ByteBuffer?) {
        guard isActive else { return }
        body.complete(trailer: trailer)
        if waitsForBody { return bodyGrew() }
        if canSend { sendEnd() }
    }

    func requestFault(_ fault: MessageFault) {
        guard isActive else { return }
        if exchange.state == .relaying { cut() } else { refuse(TenonError(request: fault), closes: true) }
    }

    /// What the caller sent at once is written; now it goes out.
    func requestReadComplete() {
        if canSend { upstream?.flush() }
    }

    func sendBody() {
        if let part = body.takeUnsent() { send(part) }
        if body.isComplete { sendEnd() }
        updateClientReads()
    }

    private func send(_ part: ByteBuffer) {
        guard let upstream else { return }
        if request.fields.isChunked { ChunkWriter.write(part) { upstream.write($0) } } else { upstream.write(part) }
    }

    private func sendEnd() {
        guard request.fields.isChunked, let upstream else { return }
        var end = ByteBuffer()
        let names = grant?.plan.replacedHeaders ?? []
        guard TrailerWriter.write(body.trailer, dropping: names, to: &end) else { return requestFault(.trailer) }
        upstream.write(end)
    }

    func updateClientReads() {
        let isFull =
            waitsForBody ? false : canSend ? !(upstream?.isWritable ?? true) : body.unsentBytes > Relay.waitingBytesMax
        client.holdReads(isFull)
    }

    /// Sends what came while the answer was held back.
    func resumeSending() {
        guard canSend else { return }
        if let part = body.takeUnsent() {
            send(part)
            if body.isComplete { sendEnd() }
        }
        upstream?.flush()
        updateClientReads()
    }
}
