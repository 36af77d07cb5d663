// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// An `http` or `https` URL, taken apart strictly, so that nobody behind us can read it differently.
package struct WebAddress: Sendable, Equatable {
    package let scheme: OutboundRequest.Scheme
    /// Without brackets.
    package let host: String
    package let port: Int
    /// From the first slash on, `/` when there is none; without a fragment.
    package let target: String

    /// Reads an absolute URL.
    ///
    /// - Throws: ``Fault`` for other schemes, user information, and any host that is no plain name or address.
    package init(_ text: String) throws(Fault) {
        guard let colon = text.firstRange(of: "://") else { throw Fault(.noScheme) }
        switch text[..<colon.lowerBound].lowercased() {
        case "https": scheme = .https
        case "http": scheme = .http
        default: throw Fault(.otherScheme)
        }
        let behind = text[colon.upperBound...]
        let end = behind.firstIndex { "/?#\\".contains($0) } ?? behind.endIndex
        (host, port) = try WebAddress.authority(behind[..<end], scheme)
        var rest = behind[end...]
        if rest.first == "\\" { throw Fault(.backslash) }
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        target = rest.first == "/" ? String(rest) : "/" + rest
    }

    init(scheme: OutboundRequest.Scheme, host: String, port: Int, target: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
    }

    /// Reads what a person enters for a server: a URL, or a host with or without port and path, which means https.
    package init?(lenient text: String) {
        let text = text.trimmingSpace()
        // Only whether there is a host: the reason of a failure is told when the request is made.
        guard let address = try? WebAddress(text.contains("://") ? text : "https://" + text) else { return nil }
        self = address
    }

    package var hostInURL: String { host.contains(":") ? "[\(host)]" : host }

    private static func authority(
        _ text: Substring, _ scheme: OutboundRequest.Scheme
    ) throws(Fault) -> (String, Int) {
        guard !text.contains("@") else { throw Fault(.userInformation) }
        var host = text
        var port = scheme == .https ? 443 : 80
        let bracket = text.lastIndex(of: "]") ?? text.startIndex
        if let colon = text[bracket...].lastIndex(of: ":") {
            let digits = text[text.index(after: colon)...]
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
                (1...65_535).contains(number)
            else { throw Fault(.portMalformed) }
            port = number
            host = text[..<colon]
        }
        guard let name = plainHost(String(host)) else { throw Fault(.hostMalformed) }
        return (name, port)
    }

    /// The host in lower case, without brackets.
    ///
    /// `nil` for anything but a name of letters, digits, `-`, `_` and dots, or an address.
    package static func plainHost(_ text: String) -> String? {
        let host = text.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = String(host.dropFirst().dropLast())
            return isIPv6(address) ? address : nil
        }
        if host.contains(":") { return isIPv6(host) ? host : nil }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let names = labels.last == "" ? labels.dropLast() : labels[...]
        guard host.utf8.count <= 253, !names.isEmpty else { return nil }
        let isPlain = names.allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
                }
        }
        return isPlain ? names.joined(separator: ".") : nil
    }

    private static func isIPv6(_ text: String) -> Bool {
        text.utf8.count <= 45 && text.contains(":")
            && text.utf8.allSatisfy {
                (0x61...0x66).contains($0) || (0x30...0x39).contains($0) || $0 == 0x3A || $0 == 0x2E
            }
    }
}
