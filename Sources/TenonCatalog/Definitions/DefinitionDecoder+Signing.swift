// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Reads how requests are signed: `oauth` and `aws` of a request, and of the base.
extension DefinitionDecoder {
    mutating func signing(_ members: inout Members) -> SigningDefinition? {
        let oauth = members.take("oauth")
        let aws = members.take("aws")
        if oauth != nil, let aws { report(.signedTwice, at: aws.place) }
        if let oauth { return oauth1(oauth).map { .oauth1($0) } }
        return aws.flatMap { self.aws($0) }.map { .aws($0) }
    }

    private mutating func oauth1(_ node: SourceNode) -> SigningDefinition.OAuth1? {
        guard var members = members(node, "oauth") else { return nil }
        defer { finish(members) }
        let key = required("consumer_key", of: &members, "oauth")
        let methodNode = members.take("signature_method")
        let method = template(methodNode, "signature_method")
        let isRSA = method?.literalText.uppercased() == OAuth1Signer.Method.rsaSHA1.rawValue
        // A method that is computed may need either, which is found out when the request is made.
        let isComputed = method.map { !$0.isLiteral } ?? false
        let consumerSecret =
            isRSA || isComputed
            ? template(members.take("consumer_secret"), "consumer_secret")
            : required("consumer_secret", of: &members, "oauth")
        let privateKey =
            isRSA
            ? required("private_key", of: &members, "oauth")
            : template(members.take("private_key"), "private_key")
        check(method, methodNode, "signature_method", OAuth1Signer.Method.allCases.map(\.rawValue)) { $0.uppercased() }
        let transportNode = members.take("transport_method")
        let transport = template(transportNode, "transport_method")
        let transports = OAuth1Signer.Transport.allCases.map(\.rawValue)
        check(transport, transportNode, "transport_method", transports) { $0.lowercased() }
        var optional: [String: Template] = [:]
        for name in ["token", "token_secret", "verifier", "callback", "realm", "body_hash"] {
            optional[name] = template(members.take(name), .member(name))
        }
        guard let key else { return nil }
        var definition = SigningDefinition.OAuth1(consumerKey: key)
        definition.consumerSecret = consumerSecret
        definition.privateKey = privateKey
        definition.signatureMethod = method
        definition.transportMethod = transport
        definition.token = optional["token"]
        definition.tokenSecret = optional["token_secret"]
        definition.verifier = optional["verifier"]
        definition.callback = optional["callback"]
        definition.realm = optional["realm"]
        definition.bodyHash = optional["body_hash"]
        return definition
    }

    private mutating func aws(_ node: SourceNode) -> SigningDefinition.AWS? {
        guard var members = members(node, "aws") else { return nil }
        defer { finish(members) }
        let key = required("key", of: &members, "aws")
        let secret = required("secret", of: &members, "aws")
        let region = required("region", of: &members, "aws")
        let service = required("service", of: &members, "aws")
        let session = template(members.take("session"), "session")
        guard let key, let secret, let region, let service else { return nil }
        return .init(key: key, secret: secret, region: region, service: service, session: session)
    }

    private mutating func required(_ name: String, of members: inout Members, _ what: Subject) -> Template? {
        guard let node = members.take(name) else {
            report(.lacks, what, ["name": .text(name)], at: members.node.place)
            return nil
        }
        return template(node, .member(name))
    }

    /// Reports a text without expressions that is none of those allowed.
    private mutating func check(
        _ template: Template?, _ node: SourceNode?, _ what: Subject, _ allowed: [String],
        normalized: (String) -> String
    ) {
        guard let template, let node, template.isLiteral else { return }
        if !allowed.contains(normalized(template.literalText)) { refuse(node, what, notAmong: allowed) }
    }
}
