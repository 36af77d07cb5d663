// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// How a definition wants its requests signed (definitions, section 2: `oauth` and `aws`).
package enum SigningDefinition: Sendable {
    case oauth1(OAuth1)
    case aws(AWS)

    package struct OAuth1: Sendable {
        package var consumerKey: Template
        package var consumerSecret: Template?
        package var token: Template?
        package var tokenSecret: Template?
        package var verifier: Template?
        package var callback: Template?
        package var realm: Template?
        package var signatureMethod: Template?
        package var privateKey: Template?
        package var transportMethod: Template?
        package var bodyHash: Template?

        init(consumerKey: Template) { self.consumerKey = consumerKey }
    }

    package struct AWS: Sendable {
        package var key: Template
        package var secret: Template
        package var region: Template
        package var service: Template
        package var session: Template?
    }

    /// The paths of variables it reads.
    package var paths: [[String]] {
        let templates: [Template?] =
            switch self {
            case .oauth1(let oauth):
                [
                    oauth.consumerKey, oauth.consumerSecret, oauth.token, oauth.tokenSecret, oauth.verifier,
                    oauth.callback, oauth.realm, oauth.signatureMethod, oauth.privateKey, oauth.transportMethod,
                    oauth.bodyHash,
                ]
            case .aws(let aws): [aws.key, aws.secret, aws.region, aws.service, aws.session]
            }
        return templates.compactMap { $0?.paths }.flatMap { $0 }
    }
}
