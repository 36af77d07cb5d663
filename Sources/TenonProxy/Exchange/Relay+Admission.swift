// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TenonDomain

/// The beginning: who asks, for what, and whether that may be.
extension Relay {
    func admit() throws {
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
            throw Relay.unaudited()
        }
        self.use = use
        if loop.lane.authority.writesBeforeUse { begin(use) } else { depart() }
    }

    private func depart() {
        exchange.admitted()
        prepare()
    }

    /// Waits until the use is written down.
    private func begin(_ use: ProxyUse) {
        let (authority, eventLoop, serial) = (loop.lane.authority, loop.eventLoop, serial)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let isAccepted = loop.lane.submit {
            let result: Result<Void, any Error>
            do { result = .success(try await authority.begin(use)) } catch { result = .failure(error) }
            eventLoop.execute { bound.value.begun(result, serial: serial) }
        }
        if !isAccepted { refuse(Relay.busy) }
    }

    private func begun(_ result: Result<Void, any Error>, serial: UInt64) {
        guard isActive, serial == self.serial, exchange.state == .deciding else { return }
        switch result {
        case .success: depart()
        case .failure(let error): refuse(Relay.unaudited(error))
        }
    }

    private static func unaudited(_ error: (any Error)? = nil) -> TenonError {
        TenonError(
            .unavailable, "The audit log cannot be written, so nothing is sent.", retryAfter: .seconds(1),
            underlying: error)
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
}
