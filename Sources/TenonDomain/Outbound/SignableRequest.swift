// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A request that is complete but for its signature, as far as signing needs to see it.
///
/// Made from an ``OutboundRequest``, or by a proxy that passes bodies through and may not hold them.
package struct SignableRequest: Sendable {
    package enum Body: Sendable {
        case none
        /// All of it.
        case held(Secret)
        /// Passes through unseen; its SHA-256 in lower-case hexadecimal when somebody told.
        case passing(sha256: String?)
    }

    package var method: String
    package var scheme: OutboundRequest.Scheme
    /// Without brackets.
    package var host: String
    package var port: Int
    /// Path and query as they are sent.
    package var target: Secret
    /// In the order of the wire, without `Host`, which is taken from host and port.
    package var headers: [OutboundRequest.Header]
    package var body: Body

    package init(
        method: String, scheme: OutboundRequest.Scheme, host: String, port: Int, target: Secret,
        headers: [OutboundRequest.Header], body: Body
    ) {
        self.method = method
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// What `Host` says: the port only where it is not the scheme's own.
    package var authority: String {
        let name = (host.contains(":") ? "[\(host)]" : host).lowercased()
        return port == (scheme == .https ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether the body is a form, which OAuth 1.0a signs and everybody else can add to.
    package var isForm: Bool {
        guard let type = value(of: "content-type") else { return false }
        let name = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        return name == "application/x-www-form-urlencoded"
    }

    /// The value of the first header of that name, which is in lower case.
    package func value(of name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value.reveal()
    }

    /// Sets a header in place of all of that name.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        headers.append(.init(name: name, value: Secret(value)))
    }

    package mutating func remove(_ name: String) { headers.removeAll { $0.name.lowercased() == name } }

    /// The target's path, and what stands behind the first question mark.
    package var pathAndQuery: (path: Substring, query: Substring) {
        let target = target.reveal()
        let path = target.prefix { $0 != "?" }
        return (path, target[path.endIndex...].dropFirst())
    }

    /// The body's bytes, as long as it is held or there is none.
    package var heldBytes: [UInt8]? {
        switch body {
        case .none: []
        case .held(let secret): secret.withRevealedBytes { [UInt8]($0) }
        case .passing: nil
        }
    }
}
