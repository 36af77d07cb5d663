// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOSSL
import TenonDomain

/// The authorities that are trusted beside the system's.
enum TrustRoots {
    /// A bundle with more is a mistake; the system's own has about 150.
    static let certificatesMax = 500

    static func certificates(pem: Secret) throws -> [NIOSSLCertificate] {
        let malformed = OutboundFailure.invalidRequest(.authorities)
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try pem.withRevealedBytes { try NIOSSLCertificate.fromPEMBytes(Array($0)) }
        } catch {
            throw malformed
        }
        guard (1...certificatesMax).contains(certificates.count) else { throw malformed }
        return certificates
    }

    /// A client's settings: the certificate and its name are checked, TLS 1.2 at least.
    static func configuration(additional: [NIOSSLCertificate]) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if !additional.isEmpty { configuration.additionalTrustRoots = [.certificates(additional)] }
        return configuration
    }
}
