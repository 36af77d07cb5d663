// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import NIOCore
package import TenonDomain

/// The way out for channels that the proxy keeps itself.
extension NetworkEgress {
    /// Checks host and addresses, and prepares TLS; the channel is made by the caller, who asks ``admits(_:)`` then.
    ///
    /// `trustID` tells one `trustedAuthorities` from another.
    ///
    /// - Throws: ``OutboundFailure``.
    package func route(
        scheme: OutboundRequest.Scheme, host: String, port: Int, allowed: [HostPattern], trustedAuthorities: Secret?,
        trustID: String, timeout: Duration
    ) async throws -> UpstreamRoute {
        do {
            let destination = try door.destination(host: host, port: port, allowed: allowed)
            return try await withDeadline(timeout) { [door, contexts] in
                let addresses = try await door.addresses(of: destination, host: host)
                let tls =
                    scheme == .https ? try await contexts.context(trusting: trustedAuthorities, id: trustID) : nil
                var serverName: String?
                if case .name(let name) = destination { serverName = name }
                return UpstreamRoute(
                    addresses: try addresses.map { try $0.socketAddress(port: port) }, tls: tls,
                    serverName: serverName)
            }
        } catch {
            throw OutboundFailure(error, host: host)
        }
    }

    /// The second look, at the channel itself, before its first byte.
    package func admits(_ channel: any Channel) -> Bool { door.admits(channel) }

    /// What went wrong on such a channel, in words of our own.
    package func failure(_ error: any Error, host: String) -> OutboundFailure { OutboundFailure(error, host: host) }
}

/// The channel led to a closed address; nothing was sent on it.
package struct AddressRefused: Error {
    package init() {}
}
