// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Why a request cannot be signed, or a signature not be believed; names no value.
package struct SigningFault: Error, Equatable {
    /// Everything that can be wrong with a signature, in English, with the names of values in braces.
    package enum Name: String, SentenceName {
        package static let group = "signing"

        // MARK: Keys
        case keyEmpty = "the key is empty"
        case keyEncrypted = "the private key is encrypted; a key without a passphrase is needed"
        case keyNotPEM = "the private key is not in PEM form"
        case keyUnusable = "the private key is not {kind} that can be used"
        case keyOfLength = "an RSA key of {count} bits or more"
        case keyOnCurve = "a key on the curve {name}"
        case keyOfEdwards = "an Ed25519 key"
        case keyFailed = "the private key could not sign"

        // MARK: OAuth
        case noConsumerKey = "a signature needs a consumer key"
        case noPrivateKey = "RSA-SHA1 needs a private key"
        case realmControl = "the realm contains a line break or a control character"
        case unknownMethod = "unknown signature method"
        case unknownTransport = "unknown transport method"
        case formsOnly = "OAuth 1.0a parameters go into bodies of forms only"
        case signedBodyUnseen = "OAuth 1.0a signs this body, which passes through unseen"

        // MARK: AWS
        case notComplete = "a signature needs a key, a secret, a region and a service"
        case notWord = "the key's name, the region or the service of a signature is not a word"
        case secretEmpty = "the secret key of a signature is empty"
        case sessionNotSendable = "the session token of a signature contains characters that cannot be sent"
        case digestMalformed = "the digest of the body is not a SHA-256 in hexadecimal"
        case digestHeaderMalformed = "x-amz-content-sha256 is neither a SHA-256 in hexadecimal nor {name}"
        case coveredBodyUnseen = "the service's signatures cover the body, which passes through unseen"

        // MARK: Tokens of a provider
        case tokenTooLong = "the token is too long"
        case tokenMalformed = "the token is malformed"
        case tokenHeaderUnknown = "the token's header is not understood"
        case tokenOfAnother = "the token's signature is not the provider's"
    }

    package let reason: Sentence

    package init(_ name: Name, _ values: [String: String] = [:]) { reason = Sentence(of: name, values) }

    init(_ reason: Sentence) { self.reason = reason }
}
