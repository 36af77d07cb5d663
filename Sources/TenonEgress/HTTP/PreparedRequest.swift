// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import TenonDomain

/// An ``OutboundRequest`` that was found to be well formed: what the client library would reject or repair is refused
/// here, where no error quotes a value.
struct PreparedRequest: Sendable {
    let origin: Origin
    let destination: Destination
    private(set) var method: HTTPMethod
    private(set) var target: Secret
    private(set) var body: Secret?
    private(set) var headers: [OutboundRequest.Header]
    private let userAgent: String

    struct Origin: Hashable, Sendable, CustomStringConvertible {
        let scheme: OutboundRequest.Scheme
        /// In brackets when it is an IPv6 address.
        let host: String
        let port: Int

        var description: String { "\(scheme.rawValue)://\(host):\(port)" }
    }

    init(_ request: OutboundRequest, destination: Destination, userAgent: String) throws {
        guard PreparedRequest.isToken(request.method), !["CONNECT", "TRACE"].contains(request.method) else {
            throw OutboundFailure.invalidRequest(.method)
        }
        try request.target.withRevealedBytes(PreparedRequest.checkTarget)
        for header in request.headers { try PreparedRequest.check(header) }
        self.destination = destination
        let host =
            switch destination {
            case .name(let name): name
            case .address(.v4): request.host
            case .address(.v6): "[\(request.host)]"
            }
        origin = Origin(scheme: request.scheme, host: host, port: request.port)
        method = HTTPMethod(rawValue: request.method)
        target = request.target
        body = request.body
        // Framing and encoding are this side's business; the answer is wanted as it is.
        headers = request.headers.filter { !PreparedRequest.ownHeaders.contains($0.name.lowercased()) }
        self.userAgent = userAgent
    }

    /// The request the library sends; the clear text begins to live here.
    func clientRequest() -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(origin)\(target.reveal())")
        request.method = method
        for header in headers { request.headers.add(name: header.name, value: header.value.reveal()) }
        request.headers.add(name: "Accept-Encoding", value: "identity")
        if !request.headers.contains(name: "User-Agent") {
            request.headers.add(name: "User-Agent", value: userAgent)
        }
        if let body {
            var buffer = ByteBuffer()
            buffer.reserveCapacity(body.count)
            _ = body.withRevealedBytes { buffer.writeBytes($0) }
            request.body = .bytes(buffer)
        }
        return request
    }

    /// The request a redirect asks for, or `nil` when it is not followed and the redirect itself is the answer.
    func redirected(status: Int, location: String?) -> PreparedRequest? {
        let isSafe = method == .GET || method == .HEAD
        guard [301, 302, 303, 307, 308].contains(status), isSafe || status == 303, let location,
            let target = Redirect.target(location: location, from: origin, target: target)
        else { return nil }
        var next = self
        next.target = target
        if !isSafe {
            next.method = .GET
            next.body = nil
            next.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        return next
    }
}

extension PreparedRequest {
    private static let ownHeaders: Set = [
        "accept-encoding", "connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]

    private static func check(_ header: OutboundRequest.Header) throws {
        guard isToken(header.name) else { throw OutboundFailure.invalidRequest(.headerName) }
        // RFC 9110 section 5.5: no control characters but the tab.
        let isClean = header.value.withRevealedBytes { $0.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 } }
        guard isClean else {
            throw OutboundFailure.invalidRequest(.headerValue, ["name": header.name])
        }
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// The longest target that is sent.
    static let targetBytesMax = 16_384

    /// RFC 3986's alphabet for path and query: nothing that a URL parser would change or read otherwise.
    static func checkTarget(_ bytes: UnsafeRawBufferPointer) throws {
        let malformed = OutboundFailure.invalidRequest(.path)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= targetBytesMax else { throw malformed }
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                continue
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.count, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else { throw malformed }
            default:
                // Brackets are common in queries (`filter[name]`); the client library encodes them.
                guard "-._~!$&'()*+,;=:@/?[]".utf8.contains(byte) else { throw malformed }
            }
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
