// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import NIOCore
package import NIOSSL

/// All that is needed to open a channel to a third party: checked addresses, and how to encrypt.
package struct UpstreamRoute: Sendable {
    /// Never empty; each passed the address guard.
    package let addresses: [SocketAddress]
    /// `nil` for plain HTTP.
    package let tls: NIOSSLContext?
    /// For SNI and the check of the certificate; `nil` for an address, which is checked as such.
    package let serverName: String?
}
