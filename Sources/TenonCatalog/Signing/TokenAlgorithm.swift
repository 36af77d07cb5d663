// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import CryptoExtras
internal import Foundation

/// Signs with the algorithms of RFC 7518 §3.1, and EdDSA (RFC 8037), in the form that RFC 7515 wants.
package enum TokenAlgorithm: String, Sendable, CaseIterable {
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// The algorithm of that name, without regard to case.
    package init?(named name: String) {
        let found = TokenAlgorithm.allCases.first { $0.rawValue.lowercased() == name.lowercased() }
        guard let found else { return nil }
        self = found
    }

    /// The signature over `bytes` with `key`: a shared secret for HS…, PEM for all others.
    ///
    /// - Throws: ``SigningFault`` when the key cannot be used.
    package func signature(over bytes: [UInt8], key: [UInt8]) throws(SigningFault) -> [UInt8] {
        switch self {
        case .hs256: return try TokenAlgorithm.code(SHA256.self, bytes, key)
        case .hs384: return try TokenAlgorithm.code(SHA384.self, bytes, key)
        case .hs512: return try TokenAlgorithm.code(SHA512.self, bytes, key)
        default: break
        }
        guard let pem = String(validating: key, as: UTF8.self) else {
            throw SigningFault(.keyNotPEM)
        }
        let key = try PrivateKey(pem: pem)
        switch self {
        case .rs256, .ps256: return try rsa(key, SHA256.hash(data: bytes))
        case .rs384, .ps384: return try rsa(key, SHA384.hash(data: bytes))
        case .rs512, .ps512: return try rsa(key, SHA512.hash(data: bytes))
        // r and s behind each other, each as long as the curve (RFC 7518 §3.4), not DER.
        case .es256:
            let key = try key.p256()
            return try TokenAlgorithm.made { try key.signature(for: SHA256.hash(data: bytes)).rawRepresentation }
        case .es384:
            let key = try key.p384()
            return try TokenAlgorithm.made { try key.signature(for: SHA384.hash(data: bytes)).rawRepresentation }
        case .es512:
            let key = try key.p521()
            return try TokenAlgorithm.made { try key.signature(for: SHA512.hash(data: bytes)).rawRepresentation }
        case .edDSA:
            let key = try key.ed25519()
            return try TokenAlgorithm.made { try key.signature(for: bytes) }
        case .hs256, .hs384, .hs512: return []
        }
    }

    private var isPSS: Bool { [.ps256, .ps384, .ps512].contains(self) }

    private func rsa(_ key: PrivateKey, _ digest: some Digest) throws(SigningFault) -> [UInt8] {
        let key = try key.rsa()
        let padding: _RSA.Signing.Padding = isPSS ? .PSS : .insecurePKCS1v1_5
        return try TokenAlgorithm.made { try key.signature(for: digest, padding: padding).rawRepresentation }
    }

    private static func code<Hash: HashFunction>(
        _: Hash.Type, _ bytes: [UInt8], _ key: [UInt8]
    ) throws(SigningFault) -> [UInt8] {
        // Anybody could sign with an empty key.
        guard !key.isEmpty else { throw SigningFault(.keyEmpty) }
        return Array(HMAC<Hash>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }

    private static func made(_ body: () throws -> Data) throws(SigningFault) -> [UInt8] {
        do { return [UInt8](try body()) } catch { throw SigningFault(.keyFailed) }
    }
}
