// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Addresses that a browser is sent to.
enum WebAddress {
    /// Whether a code may be sent there: an absolute address without a fragment (RFC 6749 §3.1.2), with a scheme that
    /// runs nothing in the page.
    static func isUsable(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains("#"),
            let scheme = URL(string: text)?.scheme?.lowercased()
        else { return false }
        return !["javascript", "data", "vbscript", "file", "blob"].contains(scheme)
    }

    /// The address with parameters behind those that it has.
    static func adding(_ parameters: [(String, String?)], to address: String) -> String {
        let pairs = parameters.compactMap { name, value in value.map { (name, $0) } }
        guard !pairs.isEmpty else { return address }
        let separator = address.contains("?") ? (address.hasSuffix("?") || address.hasSuffix("&") ? "" : "&") : "?"
        return address + separator + Fields.encode(pairs)
    }
}
