// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import TenonDomain

/// The checks that every way out passes.
///
/// Is the host one that may have the secret, and is it where it may be?
struct Door: Sendable {
    let addresses: AddressGuard
    let resolver: any AddressResolver

    /// Reads the host, and refuses one that no pattern allows.
    func destination(host: String, port: Int, allowed: [HostPattern]) throws -> Destination {
        guard allowed.contains(where: { $0.allows(host: host, port: port) }) else {
            throw OutboundFailure.hostNotAllowed(Door.printable(host))
        }
        guard let destination = Destination(host) else {
            throw OutboundFailure.invalidRequest(.host)
        }
        guard (1...65_535).contains(port) else {
            throw OutboundFailure.invalidRequest(.port)
        }
        return destination
    }

    /// All addresses of the destination; none of them is left if one is closed, for a client may pick any.
    func addresses(of destination: Destination, host: String) async throws -> [IPAddress] {
        let found: [IPAddress]
        switch destination {
        case .address(let address): found = [address]
        case .name(let name): found = try await resolver.addresses(of: name)
        }
        guard !found.isEmpty else { throw OutboundFailure.nameNotResolved(host) }
        guard found.allSatisfy(addresses.permits) else { throw OutboundFailure.addressNotAllowed(host) }
        return found
    }

    /// The second look, at the channel itself.
    ///
    /// The name may have been resolved again since the first.
    func admits(_ channel: any Channel) -> Bool {
        guard let remote = channel.remoteAddress, let address = IPAddress(remote) else { return false }
        return addresses.permits(address)
    }

    /// A host that was not read yet may hold anything.
    private static func printable(_ host: String) -> String {
        String(String.UnicodeScalarView(host.unicodeScalars.prefix(253).filter { (0x21...0x7e).contains($0.value) }))
    }
}

/// The channel led to a closed address; nothing was sent on it.
struct ClosedAddress: Error {}
