// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

extension Evaluator {
    /// The signer that a definition describes, with the values of now.
    ///
    /// - Throws: ``SigningFault`` when a value is missing or is none of those allowed; ``ExpressionError``.
    package mutating func signer(_ definition: SigningDefinition) throws -> RequestSigner {
        switch definition {
        case .oauth1(let oauth): .oauth1(try signer(oauth))
        case .aws(let aws): .aws(try signer(aws))
        }
    }

    private mutating func signer(_ definition: SigningDefinition.AWS) throws -> AWSSigner {
        guard let key = try text(definition.key), let secret = try text(definition.secret),
            let region = try text(definition.region), let service = try text(definition.service)
        else { throw SigningFault(.notComplete) }
        return AWSSigner(
            keyID: key, secret: Secret(secret), region: region, service: service,
            sessionToken: try text(definition.session).map { Secret($0) })
    }

    private mutating func signer(_ definition: SigningDefinition.OAuth1) throws -> OAuth1Signer {
        guard let key = try text(definition.consumerKey) else { throw SigningFault(.noConsumerKey) }
        var signer = OAuth1Signer(consumerKey: Secret(key))
        signer.consumerSecret = Secret(try text(definition.consumerSecret) ?? "")
        signer.token = try text(definition.token).map { Secret($0) }
        signer.tokenSecret = Secret(try text(definition.tokenSecret) ?? "")
        signer.verifier = try text(definition.verifier).map { Secret($0) }
        signer.callback = try text(definition.callback)
        signer.realm = try text(definition.realm)
        if let realm = signer.realm, realm.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw SigningFault(.realmControl)
        }
        signer.privateKey = try text(definition.privateKey).map { Secret($0) }
        if let name = try text(definition.signatureMethod) {
            guard let method = OAuth1Signer.Method(rawValue: name.uppercased()) else {
                throw SigningFault(.unknownMethod)
            }
            signer.method = method
        }
        if let name = try text(definition.transportMethod) {
            guard let transport = OAuth1Signer.Transport(rawValue: name.lowercased()) else {
                throw SigningFault(.unknownTransport)
            }
            signer.transport = transport
        }
        switch try text(definition.bodyHash) {
        case nil, "false": break
        case "true": signer.bodyHash = .computed
        case let hash?: signer.bodyHash = .given(hash)
        }
        return signer
    }

    /// `nil` for what evaluates to nothing.
    private mutating func text(_ template: Template?) throws -> String? {
        guard let template else { return nil }
        let value = try evaluate(template)
        return value.isEmpty ? nil : value.text
    }
}
