// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation
package import TenonDomain

/// What a receiver recognizes us by, as the Standard Webhooks specification has it.
///
/// HMAC-SHA256 over message id, time and body, so that neither can be changed, and an old message is known for one.
package enum WebhookSignature {
    static let prefix = "whsec_"
    /// As many bits as the hash has.
    static let secretBytes = 32

    /// A new secret in the form that receivers' libraries take: `whsec_` and base64.
    static func newSecret(from randomness: some Randomness) -> Secret {
        Secret(prefix + Data(randomness.bytes(secretBytes)).base64EncodedString())
    }

    /// The value of `webhook-signature`, with a signature for each secret; `nil` when one is not in its form.
    static func value(id: String, timestampSeconds: Int64, body: String, secrets: [Secret]) -> String? {
        let signatures = secrets.compactMap {
            value(id: id, timestampSeconds: timestampSeconds, body: body, secret: $0)
        }
        return signatures.count == secrets.count ? signatures.joined(separator: " ") : nil
    }

    /// One signature; `nil` when the secret is not in its form.
    package static func value(
        id: String, timestampSeconds: Int64, body: String, secret: Secret
    ) -> String? {
        let text = secret.reveal()
        guard text.hasPrefix(prefix), let key = Data(base64Encoded: String(text.dropFirst(prefix.count))), !key.isEmpty
        else { return nil }
        let message = Data("\(id).\(timestampSeconds).\(body)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key))
        return "v1," + Data(code).base64EncodedString()
    }
}
