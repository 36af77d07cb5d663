// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Where requests of one connection go and what is put into them: the definition's `base`, evaluated once.
///
/// Everything is checked when it is made, so that the fast lane only copies bytes.
package final class UpstreamPlan: Sendable {
    /// What is wrong with a plan; names no value.
    package struct Fault: Error, Sendable, Hashable {
        package let reason: Sentence
    }

    package struct Field: Sendable {
        package let name: String
        package let value: Secret

        package init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    package let scheme: OutboundRequest.Scheme
    /// Name or address in lower case, without brackets.
    package let host: String
    package let port: Int
    /// What stands before the caller's path: empty, or from a slash on and without one at the end.
    package let basePath: String
    /// The value of `Host`.
    package let authority: String
    /// The injected headers.
    package let headers: [OutboundRequest.Header]
    /// The same as they stand on the wire, each line with its CRLF.
    package let headerLines: Secret
    /// Names, in lower case, of the caller's headers that go no further: those injected, and others that the type
    /// names.
    package let replacedHeaders: [String]
    /// The injected query, encoded: `a=b&c=d`, or empty.
    package let query: Secret
    /// The decoded names in it; the caller may not send its own.
    package let queryNames: [String]
    package let allowedHosts: [HostPattern]
    /// PEM of authorities to trust beside the system's.
    package let trustedAuthorities: Secret?
    /// Tells one set of trusted authorities from another; empty for the system's alone.
    package let trustID: String
    package let refreshOn: RefreshTest
    /// Authenticates each request; `nil` when headers and query do.
    package let authenticator: (any RequestAuthenticator)?
    /// Whether an answer may speak of scopes that the credential lacks (RFC 6750 §3.1).
    package let hasScopes: Bool
    /// The largest body a request may have; `nil` for no limit.
    package let requestBytesMax: Int64?

    /// - Throws: Fault when anything could not be sent as it is, or the host is not one of `allowedHosts`.
    package init(
        scheme: OutboundRequest.Scheme, host: String, port: Int, basePath: String, headers: [Field] = [],
        query: [Field] = [], droppedHeaders: [String] = [], allowedHosts: [HostPattern],
        trustedAuthorities: Secret? = nil, refreshOn: RefreshTest = .never,
        authenticator: (any RequestAuthenticator)? = nil, hasScopes: Bool = false, requestBytesMax: Int64? = nil
    ) throws(Fault) {
        guard (1...65_535).contains(port) else { throw Fault(reason: Sentence(of: OutboundFailure.Cause.port)) }
        guard !host.isEmpty, host.utf8.allSatisfy(UpstreamPlan.isHostByte) else {
            throw Fault(reason: Sentence(.planHost))
        }
        guard allowedHosts.contains(where: { $0.allows(host: host, port: port) }) else {
            throw Fault(reason: Sentence(.planHostNotAllowed))
        }
        var path = Substring(basePath)
        while path.hasSuffix("/") { path.removeLast() }
        guard path.isEmpty || path.hasPrefix("/"), path.utf8.allSatisfy(UpstreamPlan.isPathByte) else {
            throw Fault(reason: Sentence(.planBasePath))
        }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        self.basePath = String(path)
        let place = host.contains(":") ? "[\(host.lowercased())]" : host.lowercased()
        authority = port == (scheme == .https ? 443 : 80) ? place : "\(place):\(port)"
        headerLines = try UpstreamPlan.lines(of: headers)
        self.headers = headers.map { .init(name: $0.name, value: $0.value) }
        replacedHeaders = (headers.map(\.name) + droppedHeaders).map { $0.lowercased() }
        self.query = UpstreamPlan.encoded(query)
        queryNames = query.map(\.name)
        self.allowedHosts = allowedHosts
        self.trustedAuthorities = trustedAuthorities
        trustID = trustedAuthorities?.withRevealedBytes { SHA256.hash(data: $0).description } ?? ""
        self.refreshOn = refreshOn
        self.authenticator = authenticator
        self.hasScopes = hasScopes
        self.requestBytesMax = requestBytesMax
    }

    private static let framing: Set = [
        "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    private static func lines(of headers: [Field]) throws(Fault) -> Secret {
        var lines: [UInt8] = []
        for header in headers {
            guard (1...256).contains(header.name.utf8.count), header.name.utf8.allSatisfy(isTokenByte),
                !framing.contains(header.name.lowercased())
            else { throw Fault(reason: Sentence(.planHeaderName)) }
            // RFC 9110 §5.5: no control characters but the tab.
            let isClean = header.value.withRevealedBytes { $0.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
            guard isClean else {
                throw Fault(reason: Sentence(.planHeaderValue, ["name": header.name]))
            }
            lines += header.name.utf8
            lines += ": ".utf8
            header.value.withRevealedBytes { lines += $0 }
            lines += "\r\n".utf8
        }
        defer { for index in lines.indices { lines[index] = 0 } }
        return Secret(bytes: lines)
    }

    private static func encoded(_ query: [Field]) -> Secret {
        var bytes: [UInt8] = []
        for field in query {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            bytes += encoded(Array(field.name.utf8))
            bytes.append(UInt8(ascii: "="))
            field.value.withRevealedBytes { bytes += encoded(Array($0)) }
        }
        return Secret(bytes: bytes)
    }

    private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return bytes.flatMap { byte -> [UInt8] in
            let isPlain = isAlphanumeric(byte) || "-._~".utf8.contains(byte)
            return isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "-._:".utf8.contains(byte) }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "/-._~!$&'()*+,;=:@%".utf8.contains(byte)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

/// Which answers of a third party mean that the credential is no longer good.
package struct RefreshTest: Sendable {
    /// How much of an answer's body a condition may look at; a longer one is not looked at.
    package static let bodyBytesMax = 64 << 10

    package typealias Condition = @Sendable (_ answer: OutboundResponse) -> Bool

    package let statuses: Set<Int>
    /// Asked for every other status; `nil` when the status alone decides.
    package let condition: Condition?
    /// Whether the condition looks at the body, which has to be here then.
    package let readsBody: Bool

    package init(statuses: Set<Int>, condition: Condition? = nil, readsBody: Bool = false) {
        self.statuses = statuses
        self.condition = condition
        self.readsBody = readsBody
    }

    /// For credentials that cannot be refreshed.
    package static let never = RefreshTest(statuses: [])
}

extension UpstreamPlan: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹plan for \(scheme.rawValue)://\(authority)›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
