// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Decides whether an address may be connected to.
///
/// Only globally reachable unicast is open (IANA's special-purpose registries, RFC 6890). `allow` opens more, but an
/// instance's metadata service, which hands out credentials, only when it is listed by itself.
package struct AddressGuard: Sendable {
    private let allow: [CIDR]

    package init(allow: [CIDR] = []) { self.allow = allow }

    package func permits(_ address: IPAddress) -> Bool {
        let reached = [address, address.canonical] + address.embedded
        let metadata = reached.filter(AddressGuard.metadata.contains)
        guard metadata.allSatisfy(isListedAlone) else { return false }
        if isAllowed(address) || isAllowed(address.canonical) { return true }
        guard AddressGuard.isGlobal(address.canonical) else { return false }
        return address.embedded.allSatisfy { AddressGuard.isGlobal($0) || isAllowed($0) }
    }

    private func isAllowed(_ address: IPAddress) -> Bool { allow.contains { $0.contains(address) } }

    private func isListedAlone(_ address: IPAddress) -> Bool {
        allow.contains { $0.isSingle && $0.contains(address) }
    }

    private static func isGlobal(_ address: IPAddress) -> Bool {
        switch address {
        case .v4: !closed.contains { $0.contains(address) }
        case .v6: open6.contains { $0.contains(address) } && !closed.contains { $0.contains(address) }
        }
    }

    /// Global unicast and NAT64; everything else of IPv6 is local, special or not given out.
    private static let open6 = ranges("2000::/3", "64:ff9b::/96")

    private static let closed = ranges(
        "0.0.0.0/8",  // this network
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private
        "100.64.0.0/10",  // carrier-grade NAT
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local
        "192.0.0.0/24",  // IETF protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation
        "192.88.99.0/24",  // 6to4 relays, deprecated
        "198.18.0.0/15",  // benchmarking
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, and broadcast
        "2001::/23",  // IETF protocol assignments; Teredo, benchmarking, ORCHID
        "2001:db8::/32", "3fff::/20"  // documentation
    )

    private static let metadata = Set(
        [
            "169.254.169.254",  // AWS, Google, Azure, DigitalOcean, Hetzner, OpenStack, Oracle
            "169.254.170.2", "169.254.170.23",  // AWS: container and pod credentials
            "169.254.42.42",  // Scaleway
            "100.100.100.200",  // Alibaba
            "168.63.129.16",  // Azure's wire server
            "192.0.0.192",  // Oracle, of old
            "fd00:ec2::254", "fd00:ec2::23",  // AWS
            "fd20:ce::254",  // Google
            "fd00:42::42",  // Scaleway
        ].compactMap { IPAddress($0) })

    /// A table of constants: a misspelt one would be missing, so a test counts what each table stops.
    private static func ranges(_ texts: String...) -> [CIDR] { texts.compactMap(CIDR.init) }
}
