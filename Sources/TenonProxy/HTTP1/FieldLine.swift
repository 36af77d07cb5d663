// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Where a header stands in the bytes of its head, and what it is to a proxy.
struct FieldLine {
    /// The headers that a proxy treats in a way of their own.
    enum Kind {
        case other
        /// Hop by hop (RFC 9110 §7.6.1), and so no further: `Connection`, `Keep-Alive`, `TE`, `Upgrade`, `Proxy-…`.
        case hop
        case connection
        case te
        case contentLength
        case transferEncoding
        case host
        case expect
        case authorization
        case trailer
        /// `Cookie`, `Forwarded`, `X-Forwarded-…`, `Tenon-…`: between the caller and this server only.
        case privateHeader
        case tenonRetries
        case retryAfter
        case forwardedFor
        case requestID
    }

    let start: Int
    let nameEnd: Int
    let valueStart: Int
    let valueEnd: Int
    /// Behind the line's CRLF.
    let end: Int
    let kind: Kind

    /// What the name means.
    @inline(__always)
    static func kind(_ name: UnsafeRawBufferPointer) -> Kind {
        switch Bytes.folded(name[0]) {
        case UInt8(ascii: "a"): return Bytes.equal(name, "authorization") ? .authorization : .other
        case UInt8(ascii: "c"):
            if Bytes.equal(name, "content-length") { return .contentLength }
            if Bytes.equal(name, "connection") { return .connection }
            return Bytes.equal(name, "cookie") || Bytes.equal(name, "cookie2") ? .privateHeader : .other
        case UInt8(ascii: "e"): return Bytes.equal(name, "expect") ? .expect : .other
        case UInt8(ascii: "f"): return Bytes.equal(name, "forwarded") ? .privateHeader : .other
        case UInt8(ascii: "h"):
            if Bytes.equal(name, "host") { return .host }
            return Bytes.equal(name, "http2-settings") ? .hop : .other
        case UInt8(ascii: "k"): return Bytes.equal(name, "keep-alive") ? .hop : .other
        case UInt8(ascii: "p"): return Bytes.begins(name, "proxy-") ? .hop : .other
        case UInt8(ascii: "r"): return Bytes.equal(name, "retry-after") ? .retryAfter : .other
        case UInt8(ascii: "t"):
            if Bytes.equal(name, "te") { return .te }
            if Bytes.equal(name, "transfer-encoding") { return .transferEncoding }
            if Bytes.equal(name, "trailer") { return .trailer }
            guard Bytes.begins(name, "tenon-") else { return .other }
            return Bytes.equal(name, "tenon-retries") ? .tenonRetries : .privateHeader
        case UInt8(ascii: "u"): return Bytes.equal(name, "upgrade") ? .hop : .other
        case UInt8(ascii: "x"):
            if Bytes.begins(name, "x-forwarded-") {
                return Bytes.equal(name, "x-forwarded-for") ? .forwardedFor : .privateHeader
            }
            if Bytes.equal(name, "x-request-id") { return .requestID }
            return Bytes.equal(name, "x-real-ip") ? .privateHeader : .other
        default: return .other
        }
    }
}
