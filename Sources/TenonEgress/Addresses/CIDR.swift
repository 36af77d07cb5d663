// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A range of addresses such as `10.0.0.0/8`.
///
/// Read strictly: an address alone is a range of one, and bits behind the prefix must be zero, because `10.1.2.3/8`
/// is more likely a mistake than a wish.
package struct CIDR: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let prefixLength: Int
    package let description: String

    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        let bits = CIDR.bits(of: address)
        var prefixLength = bits
        if parts.count == 2 {
            let digits = parts[1]
            guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                digits == "0" || digits.first != "0", let value = Int(digits), value <= bits
            else { return nil }
            prefixLength = value
        }
        self.address = address
        self.prefixLength = prefixLength
        description = text
        guard CIDR.prefix(of: address, length: prefixLength) == address else { return nil }
    }

    package func contains(_ other: IPAddress) -> Bool {
        guard CIDR.bits(of: address) == CIDR.bits(of: other) else { return false }
        return CIDR.prefix(of: other, length: prefixLength) == address
    }

    /// Whether it names one address only.
    package var isSingle: Bool { prefixLength == CIDR.bits(of: address) }

    private static func bits(of address: IPAddress) -> Int {
        switch address {
        case .v4: 32
        case .v6: 128
        }
    }

    /// Swift's smart shift gives zero when all bits are shifted out.
    private static func prefix(of address: IPAddress, length: Int) -> IPAddress {
        switch address {
        case .v4(let value): .v4(value & UInt32.max << (32 - length))
        case .v6(let value): .v6(value & UInt128.max << (128 - length))
        }
    }
}
