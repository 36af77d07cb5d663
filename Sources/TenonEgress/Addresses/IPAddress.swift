// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An IPv4 or IPv6 address as a number, without port or scope.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt128)

    /// Reads the usual spelling only: four decimal numbers without leading zeros, or RFC 4291's text without a scope.
    package init?(_ text: some StringProtocol) {
        // `inet_pton` stops at a NUL, so the alphabet is checked first.
        guard !text.isEmpty, text.utf8.allSatisfy(IPAddress.isAddressByte) else { return nil }
        let text = String(text)
        if text.utf8.contains(UInt8(ascii: ":")) {
            var address = in6_addr()
            guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
            self.init(address)
        } else {
            var address = in_addr()
            guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
            self = .v4(UInt32(bigEndian: address.s_addr))
        }
    }

    /// Returns `nil` for a Unix domain socket.
    package init?(_ address: SocketAddress) {
        switch address {
        case .v4(let address): self = .v4(UInt32(bigEndian: address.address.sin_addr.s_addr))
        case .v6(let address): self.init(address.address.sin6_addr)
        case .unixDomainSocket: return nil
        }
    }

    init(_ address: in6_addr) {
        self = .v6(withUnsafeBytes(of: address) { $0.reduce(0) { $0 << 8 | UInt128($1) } })
    }

    package func socketAddress(port: Int) throws -> SocketAddress {
        var packed = ByteBuffer()
        switch self {
        case .v4(let value): packed.writeInteger(value)
        case .v6(let value): packed.writeInteger(value)
        }
        return try SocketAddress(packedIPAddress: packed, port: port)
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension IPAddress {
    /// The address that is really reached: an IPv4-mapped one is plain IPv4.
    var canonical: IPAddress {
        guard case .v6(let value) = self, value >> 32 == 0xffff else { return self }
        return .v4(UInt32(truncatingIfNeeded: value))
    }

    /// The IPv4 addresses that a translator or tunnel would make of this IPv6 address.
    var embedded: [IPAddress] {
        guard case .v6(let value) = self else { return [] }
        let low = IPAddress.v4(UInt32(truncatingIfNeeded: value))
        switch value {
        // IPv4-compatible, RFC 4291 section 2.5.5.1, and mapped, 2.5.5.2.
        case _ where value >> 32 == 0 || value >> 32 == 0xffff: return [low]
        // NAT64, RFC 6052.
        case _ where value >> 32 == 0x0064_ff9b << 64: return [low]
        // Local-use NAT64, RFC 8215: the place depends on the prefix's length, so both usual ones are judged.
        case _ where value >> 80 == 0x0064_ff9b_0001:
            let high = UInt32(truncatingIfNeeded: value >> 64) << 16
            return [low, .v4(high | UInt32(truncatingIfNeeded: value >> 40) & 0xffff)]
        // 6to4, RFC 3056.
        case _ where value >> 112 == 0x2002: return [.v4(UInt32(truncatingIfNeeded: value >> 80))]
        // Teredo, RFC 4380: the client's address is inverted.
        case _ where value >> 96 == 0x2001_0000: return [.v4(~UInt32(truncatingIfNeeded: value))]
        default: return []
        }
    }
}
