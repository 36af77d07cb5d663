// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore
internal import TenonDomain

/// Outermost: names the request, finds the client's address, and puts on every answer what every answer has.
package struct RequestIdentityMiddleware: RouterMiddleware {
    /// The longest request id taken over from a caller.
    static let requestIDBytesMax = 64

    private let trustedProxies: Set<String>

    package init(trustedProxies: Set<String>) { self.trustedProxies = trustedProxies }

    package func handle(
        _ request: Request, context: HTTPContext, next: (Request, HTTPContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = RequestIdentityMiddleware.requestID(from: request.headers[.requestID])
        context.clientAddress = clientAddress(of: request, peer: context.peerAddress)
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request.id"] = "\(context.requestID)"
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if let rate = context.record.rate {
            response.headers[.rateLimitLimit] = String(rate.limit)
            response.headers[.rateLimitRemaining] = String(rate.remaining)
            response.headers[.rateLimitReset] = String(rate.resetSeconds)
        }
        // A body after the head of an answer to HEAD would be read as the next answer (RFC 9110 §9.3.2).
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// The caller's own name for the request if it is short and harmless, else a random one.
    package static func requestID(from offered: String?) -> String {
        guard let offered, (1...requestIDBytesMax).contains(offered.utf8.count),
            offered.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "._-".utf8.contains(byte)
            })
        else {
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return offered
    }

    /// The address behind the trusted proxies: in `X-Forwarded-For`, from the right, the first that is none of them.
    ///
    /// What is no address ends the search: whoever wrote it is not to be believed.
    func clientAddress(of request: Request, peer: String?) -> String? {
        RequestIdentityMiddleware.clientAddress(peer: peer, trustedProxies: trustedProxies) {
            request.headers[values: .forwardedFor]
        }
    }

    /// The same for any source of the header, which is asked only when the peer is trusted.
    package static func clientAddress(
        peer: String?, trustedProxies: Set<String>, forwardedFor: () -> [String]
    ) -> String? {
        guard var client = peer, trustedProxies.contains(client) else { return peer }
        let hops = forwardedFor().flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            let text = hop.filter { !$0.isWhitespace }
            guard let address = try? SocketAddress(ipAddress: text, port: 0).ipAddress else { break }  // no address
            client = address
            guard trustedProxies.contains(client) else { break }
        }
        return client
    }
}
