// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A host as it may be asked for: an address in the usual spelling, or a name.
///
/// What a resolver would read as an address in another spelling (`0x7f.1`, `2130706433`, `017700000001`) and scopes
/// (`fe80::1%eth0`) are neither.
package enum Destination: Hashable, Sendable {
    case address(IPAddress)
    /// Lower case, without a trailing dot.
    case name(String)

    package init?(_ host: String) {
        guard (1...254).contains(host.utf8.count) else { return nil }
        if let address = IPAddress(host) {
            self = .address(address)
            return
        }
        var name = Substring(host.lowercased())
        if name.hasSuffix(".") { name.removeLast() }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy(Destination.isLabel), let last = labels.last, !Destination.isNumber(last) else {
            return nil
        }
        self = .name(String(name))
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// No top-level domain is a number; `inet_aton` takes a name that ends in one for an address.
    private static func isNumber(_ label: Substring) -> Bool {
        if label.hasPrefix("0x") { return label.dropFirst(2).allSatisfy(\.isHexDigit) }
        return label.allSatisfy(\.isNumber)
    }
}
