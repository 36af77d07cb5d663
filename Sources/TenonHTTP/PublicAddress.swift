// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The URL under which people and providers reach the server.
///
/// It is a setting; without one it is the address the server listens on, known once it does.
package final class PublicAddress: Sendable {
    private let url: Mutex<PublicURL?>

    package init(_ url: PublicURL?) { self.url = Mutex(url) }

    package func serverIsRunning(host: String, port: Int) {
        let place = host.contains(":") ? "[\(host)]" : host
        url.withLock { $0 = $0 ?? PublicURL("http://\(place):\(port)") }
    }

    /// Scheme and authority: `https://tenon.example.com`.
    package var origin: String { url.withLock { $0?.origin ?? "" } }

    /// Host, and port when one is given.
    package var authority: String { url.withLock { $0?.authority ?? "" } }

    /// Whether browsers keep cookies that are marked `Secure`: over TLS, and on their own machine.
    package var keepsSecureCookies: Bool {
        let origin = origin
        guard origin.hasPrefix("http://") else { return true }
        let host = origin.dropFirst("http://".count).prefix { $0 != ":" }
        return ["localhost", "127.0.0.1"].contains(host) || host.hasSuffix(".localhost") || origin.contains("[::1]")
    }
}
