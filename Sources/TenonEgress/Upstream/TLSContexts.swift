// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import TenonDomain

/// The TLS settings of channels that outlive a request, one for each set of trusted authorities.
///
/// Making one reads all of the system's authorities, which takes milliseconds, so it happens off the event loops, and
/// the last ones are kept.
final class TLSContexts: Sendable {
    static let contextsMax = 64

    private struct State {
        var contexts: [String: NIOSSLContext] = [:]
        /// The oldest first.
        var order: [String] = []
    }

    private let authorities: [NIOSSLCertificate]
    private let threads: NIOThreadPool
    private let state = Mutex(State())

    init(authorities: [NIOSSLCertificate], threads: NIOThreadPool) {
        self.authorities = authorities
        self.threads = threads
    }

    /// - Throws: ``OutboundFailure`` when the authorities cannot be read.
    func context(trusting pem: Secret?, id: String) async throws -> NIOSSLContext {
        if let known = state.withLock({ $0.contexts[id] }) { return known }
        let authorities = authorities
        let context = try await threads.abandonable {
            let own = try pem.map(TrustRoots.certificates(pem:)) ?? []
            var configuration = TrustRoots.configuration(additional: authorities + own)
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        }
        state.withLock { state in
            guard state.contexts.updateValue(context, forKey: id) == nil else { return }
            state.order.append(id)
            if state.order.count > TLSContexts.contextsMax { state.contexts[state.order.removeFirst()] = nil }
        }
        return context
    }
}
