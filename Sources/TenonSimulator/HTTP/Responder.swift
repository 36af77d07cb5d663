// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TenonJSON

/// What belongs to one request.
struct SimulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, to close it in the middle.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Around every endpoint: reads the request, lets faults happen, counts and logs.
struct Responder: Sendable {
    /// The largest body; more is 413.
    static let bodyBytesMax = 16 << 20

    let simulator: Simulator

    func respond(_ request: Request, _ context: SimulatorContext, _ endpoint: Endpoint) async throws -> Response {
        let body: [UInt8]
        do {
            body = Array(try await request.body.collect(upTo: Responder.bodyBytesMax).readableBytesView)
        } catch is NIOTooManyBytesError {
            let reply = Reply.error("invalid_request", "The body is larger than 16 MiB.", status: 413)
            simulator.record(reply, endpoint: endpoint.name, exchange: nil, isDropped: false)
            return reply.response
        }
        guard var exchange = exchange(request, context, endpoint, body: body) else {
            let reply = Reply.error("invalid_request", "The query or the form is malformed.")
            simulator.record(reply, endpoint: endpoint.name, exchange: nil, isDropped: false)
            return reply.response
        }
        let faults: [Fault]
        do throws(Switches.Misspelling) {
            (exchange.switches, faults) = try simulator.behaviour(for: exchange, at: endpoint.name)
        } catch {
            let reply = Reply.error("invalid_request", "Simulate: \(error.description)")
            simulator.record(reply, endpoint: endpoint.name, exchange: exchange, isDropped: false)
            return reply.response
        }
        return try await respond(to: exchange, faults: faults, endpoint: endpoint, context: context)
    }

    private func respond(
        to exchange: Exchange, faults: [Fault], endpoint: Endpoint, context: SimulatorContext
    ) async throws -> Response {
        let fault = faults.first { $0.kind != .slow }
        let reply: Reply
        if let standIn = fault?.reply(isSlack: exchange.path.hasPrefix("/slack/")) {
            reply = standIn
            simulator.record(reply, endpoint: endpoint.name, exchange: exchange, isDropped: false)
        } else {
            reply = simulator.answer(endpoint, to: exchange, isDropped: fault?.kind == .lostAnswer)
        }
        // Only the answer is late: who does not wait for it does not undo what was done.
        if let delay = faults.first(where: { $0.kind == .slow })?.delayMilliseconds {
            try await Task.sleep(for: .milliseconds(delay))
        }
        if fault?.kind == .lostAnswer || fault?.kind == .lostRequest { return try await drop(context) }
        return reply.response
    }

    /// Closes the connection; what is returned has nowhere to go.
    private func drop(_ context: SimulatorContext) async throws -> Response {
        do {
            try await context.channel.close()
        } catch ChannelError.alreadyClosed {
            // The client was faster.
        }
        return Response(status: .ok)
    }

    private func exchange(
        _ request: Request, _ context: SimulatorContext, _ endpoint: Endpoint, body: [UInt8]
    ) -> Exchange? {
        let parts = (request.head.path ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let rawQuery = parts.count > 1 ? String(parts[1]) : nil
        var parameters: [String: String] = [:]
        for (name, value) in context.parameters {
            guard let value = PercentEncoding.decode(value, plusIsSpace: false) else { return nil }
            parameters[String(name)] = value
        }
        let isForm =
            request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
        guard let query = endpoint.isLenient ? Fields(lenient: rawQuery ?? "") : Fields(urlEncoded: rawQuery ?? ""),
            let form = isForm && !endpoint.isLenient
                ? Fields(urlEncoded: String(decoding: body, as: UTF8.self)) : Fields()
        else { return nil }
        return Exchange(
            method: request.method, path: String(parts.first ?? ""), rawQuery: rawQuery, headers: request.headers,
            body: body, query: query, form: form, origin: simulator.origin(authority: request.head.authority),
            parameters: parameters, now: simulator.now())
    }
}

extension Endpoint {
    /// Whether it takes any query and body as they are: it only shows what it was sent.
    fileprivate var isLenient: Bool { path == "/api/echo" }
}

extension Fields {
    /// The fields that can be read.
    fileprivate init(lenient text: String) {
        self.init(
            text.split(separator: "&").prefix(Fields.countMax).compactMap { Fields(urlEncoded: $0)?.pairs.first })
    }
}

extension Fault {
    /// The answer that stands in for the endpoint's own; `nil` when the endpoint is to answer.
    fileprivate func reply(isSlack: Bool) -> Reply? {
        var reply: Reply
        switch kind {
        case .lostAnswer, .slow: return nil
        case .lostRequest: reply = Reply(status: 0)
        case .tooManyRequests:
            reply =
                isSlack
                ? .json(["ok": false, "error": "ratelimited"], status: status ?? 429)
                : .error("temporarily_unavailable", "Too many requests.", status: status ?? 429)
            reply.headers[.retryAfter] = retryAfter ?? "1"
        case .serverError: reply = .error("server_error", "A switch says so.", status: status ?? 503)
        case .html:
            reply = .page(Page(title: "Bad gateway", body: "<p>The server behind this one did not answer.</p>"))
            reply.status = status ?? 502
        case .emptyBadRequest: reply = Reply(status: status ?? 400)
        case .errorInSuccess:
            let code = JSON.string(body ?? (isSlack ? "internal_error" : "invalid_grant"))
            reply = .json(isSlack ? ["ok": false, "error": code] : ["error": code])
        case .answer:
            reply = Reply(status: status ?? 400, body: .bytes(Array((body ?? "").utf8)))
            reply.headers[.contentType] = contentType ?? "application/json"
        }
        if kind != .tooManyRequests, let retryAfter { reply.headers[.retryAfter] = retryAfter }
        reply.outcome = kind.rawValue
        return reply
    }
}
