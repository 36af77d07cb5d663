// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TenonDomain

/// Requests that are authenticated one by one: signed, or with the credential in their body.
extension Relay {
    /// Makes the request ready to go, each time it is sent: a signature is good for one time only.
    func prepare() {
        guard let plan = grant?.plan, let authenticator = plan.authenticator else { return findChannel() }
        let needsBody = authenticator.needsBody(signable(plan, body: .none))
        guard !needsBody || body.isReplayable else { return refuse(tooLargeToSign) }
        guard !needsBody || body.isComplete else { return waitForBody() }
        var unsigned = signable(plan, body: body.isComplete && body.receivedBytes == 0 ? .none : .passing(sha256: nil))
        if needsBody, let whole = body.whole { unsigned.body = .held(Secret(bytes: whole.readableBytesView)) }
        authenticate(unsigned, authenticator)
    }

    private var tooLargeToSign: TenonError {
        TenonError(
            .bodyTooLarge,
            "Requests with this connection are authenticated together with their body, which may have "
                + "\(settings.replayBytesMax) bytes.")
    }

    private func waitForBody() {
        waitsForBody = true
        updateClientReads()
        guard request.fields.contains(.expect), request.minorVersion == 1, body.receivedBytes == 0 else { return }
        client.write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"))
        client.flush()
    }

    /// More of the body that is waited for has come, or its end.
    func bodyGrew() {
        if !body.isReplayable {
            waitsForBody = false
            refuse(tooLargeToSign)
        } else if body.isComplete {
            waitsForBody = false
            prepare()
        }
    }

    private func authenticate(_ unsigned: SignableRequest, _ authenticator: any RequestAuthenticator) {
        let (eventLoop, serial) = (loop.eventLoop, serial)
        let (bound, clock) = (NIOLoopBound(self, eventLoop: eventLoop), loop.lane.clock)
        // A key of RSA, or a megabyte to be hashed, would hold everybody else on the loop up.
        let isAccepted = loop.lane.submit {
            let result = Result { try authenticator.authenticate(unsigned, at: clock.now()) }
            eventLoop.execute { bound.value.authenticated(result, serial: serial) }
        }
        if !isAccepted { refuse(Relay.busy) }
    }

    private func authenticated(_ result: Result<SignableRequest, any Error>, serial: UInt64) {
        guard isWaiting(serial: serial) else { return }
        do {
            signed = try result.get()
            findChannel()
        } catch {
            refuse(error as? TenonError ?? TenonError(.internalError, "", underlying: error))
        }
    }

    /// The request as it would go out without its signature.
    private func signable(_ plan: UpstreamPlan, body: SignableRequest.Body) -> SignableRequest {
        var bytes = ByteBuffer()
        if let target { RequestWriter.writeTarget(request, target, plan, to: &bytes) }
        var headers: [OutboundRequest.Header] = []
        request.bytes.withUnsafeReadableBytes { head in
            for line in request.fields.lines where RequestWriter.passes(line, head, request, plan) {
                headers.append(
                    .init(
                        name: String(decoding: head[line.start..<line.nameEnd], as: UTF8.self),
                        value: Secret(bytes: head[line.valueStart..<line.valueEnd])))
            }
        }
        return SignableRequest(
            method: request.text(request.method), scheme: plan.scheme, host: plan.host, port: plan.port,
            target: Secret(bytes: bytes.readableBytesView), headers: headers + plan.headers, body: body)
    }
}
