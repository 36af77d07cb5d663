// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Which hosts a secret may be sent to: a host name or address, `*.` before one for any name below it, or `*` for every host.
///
/// Compared without regard to case and without a trailing dot. A port may be demanded with `:443`.
package struct HostPattern: Sendable, Hashable, CustomStringConvertible {
    private enum Kind: Hashable, Sendable {
        case any
        case exact(String)
        case below(String)
    }

    private let kind: Kind
    private let port: Int?
    package let description: String

    /// Returns `nil` for an empty pattern, a star anywhere else, or a port that is none.
    package init?(_ text: String) {
        description = text
        var host = Substring(text.lowercased())
        var port: Int?
        let isBareIPv6 = host.count(where: { $0 == ":" }) > 1 && !host.hasPrefix("[")
        if !isBareIPv6, let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
            guard let value = Int(host[host.index(after: colon)...]), (1...65_535).contains(value) else { return nil }
            port = value
            host = host[..<colon]
        }
        self.port = port
        let name = HostPattern.normalized(host)
        switch name {
        // `*.` is a slip of the pen for `*.something`, and must not mean every host.
        case "*" where host.hasSuffix("."): return nil
        case "*": kind = .any
        case _ where name.hasPrefix("*."):
            let base = String(name.dropFirst(2))
            guard !base.isEmpty, !base.contains("*") else { return nil }
            kind = .below(base)
        default:
            guard !name.isEmpty, !name.contains("*") else { return nil }
            kind = .exact(name)
        }
    }

    package func allows(host: String, port: Int) -> Bool {
        guard self.port == nil || self.port == port else { return false }
        let host = HostPattern.normalized(Substring(host.lowercased()))
        switch kind {
        case .any: return !host.isEmpty
        case .exact(let name): return host == name
        case .below(let base): return host.hasSuffix("." + base) && host.count > base.count + 1
        }
    }

    private static func normalized(_ host: Substring) -> String {
        var host = host
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        if host.hasSuffix(".") { host = host.dropLast() }
        return String(host)
    }
}
