// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// One of the ways in which requests are signed, with the credentials of one connection.
package enum RequestSigner: Sendable {
    case oauth1(OAuth1Signer)
    case aws(AWSSigner)

    /// Whether the request can be signed only by somebody who holds its whole body.
    package func needsBody(_ request: SignableRequest) -> Bool {
        switch self {
        case .oauth1(let signer): signer.needsBody(request)
        case .aws(let signer): signer.needsBody(request)
        }
    }

    /// The request with its signature.
    ///
    /// - Throws: ``SigningFault`` when a credential cannot be used, or the body is needed and not held.
    package func sign(
        _ request: SignableRequest, at time: Timestamp, randomness: any Randomness
    ) throws(SigningFault) -> SignedRequest {
        switch self {
        case .oauth1(let signer):
            try signer.sign(request, at: time, nonce: Base64.hex(randomness.bytes(OAuth1Signer.nonceBytes)))
        case .aws(let signer): try signer.sign(request, at: time)
        }
    }
}
