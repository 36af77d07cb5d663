// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// A trial's request with what the plan puts into it.
enum UpstreamFields {
    /// What a caller may not set: it belongs to the connection on the wire, or would speak for somebody else.
    private static let refused: Set = [
        "authorization", "connection", "content-length", "cookie", "expect", "host", "keep-alive",
        "proxy-authorization",
        "te", "trailer", "transfer-encoding", "upgrade",
    ]

    static func isSendable(_ name: String, _ value: String) -> Bool {
        let lower = name.lowercased()
        guard (1...256).contains(name.utf8.count), value.utf8.count <= 8 << 10, !refused.contains(lower),
            !lower.hasPrefix("tenon-")
        else { return false }
        let isToken = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        return isToken && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// The request as it goes out, signed where the type wants that.
    static func request(
        _ request: ConnectionTrial.Request, _ target: TrialTarget, _ plan: UpstreamPlan, at now: Timestamp
    ) throws -> OutboundRequest {
        var headers = request.headers.filter { !plan.replacedHeaders.contains($0.name.lowercased()) }.map {
            OutboundRequest.Header(name: $0.name, value: Secret($0.value))
        }
        headers += plan.headers
        if !headers.contains(where: { $0.name.lowercased() == "accept" }) {
            headers.append(OutboundRequest.Header(name: "Accept", value: Secret("application/json, */*;q=0.5")))
        }
        let hasBody = !request.body.isEmpty && request.method != "HEAD"
        let unsigned = SignableRequest(
            method: request.method, scheme: plan.scheme, host: plan.host, port: plan.port,
            target: try self.target(target, plan), headers: headers, body: hasBody ? .held(Secret(request.body)) : .none
        )
        let ready = try plan.authenticator?.authenticate(unsigned, at: now) ?? unsigned
        var body: Secret?
        if case .held(let held) = ready.body { body = held }
        return OutboundRequest(
            method: ready.method, scheme: ready.scheme, host: ready.host, port: ready.port, target: ready.target,
            headers: ready.headers, body: body, allowedHosts: plan.allowedHosts, timeout: ConnectionTrial.timeout,
            responseBytesMax: ConnectionTrial.answerBytesMax, trustedAuthorities: plan.trustedAuthorities)
    }

    private static func target(_ target: TrialTarget, _ plan: UpstreamPlan) throws -> Secret {
        if let query = target.query, !plan.queryNames.isEmpty {
            // An encoded name could be one of the plan's in disguise.
            let names = query.split(whereSeparator: { $0 == "&" || $0 == ";" }).map { $0.prefix { $0 != "=" } }
            guard !names.contains(where: { $0.contains("%") || plan.queryNames.contains(String($0)) }) else {
                throw TenonError.validation(.querySetByConnection)
            }
        }
        let query = [target.query ?? "", plan.query.reveal()].filter { !$0.isEmpty }.joined(separator: "&")
        let path = plan.basePath + target.path
        return Secret((path.isEmpty ? "/" : path) + (query.isEmpty ? "" : "?\(query)"))
    }
}
