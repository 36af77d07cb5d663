// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The origin under which clients reach the server.
package struct PublicURL: Hashable, Sendable, CustomStringConvertible {
    /// Scheme and authority, without a slash at the end: `https://tenon.example.com`.
    package let origin: String
    /// Host, and port when one is given: `tenon.example.com`.
    package let authority: String

    /// Returns `nil` unless `text` is `http` or `https`, a host, perhaps a port, and nothing more than a slash.
    package init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["http", "https"].contains(parts[0].lowercased()) else { return nil }
        let authority = parts[1].hasSuffix("/") ? parts[1].dropLast() : parts[1]
        let isPlain = authority.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-._:[]".utf8.contains(byte)
        }
        guard isPlain, let first = authority.first, first != ":", !authority.hasSuffix(":") else { return nil }
        self.authority = authority.lowercased()
        origin = "\(parts[0].lowercased())://\(self.authority)"
    }

    package var description: String { origin }
}
