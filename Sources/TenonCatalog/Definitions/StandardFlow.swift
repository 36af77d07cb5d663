// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import CAssets

/// ◆ The requests of the OAuth 2.0 standards, for definitions that say who asks and leave the asking to Tenon.
///
/// They are data as well: `Standard/oauth2.yaml`.
enum StandardFlow {
    private static let path = "Standard/oauth2.yaml"

    /// Everything in the file; it cannot change while the process runs, so it is read once.
    static let decoded = decode()

    private static func decode() -> (requests: [String: [RequestDefinition]], findings: [Finding]) {
        var decoder = DefinitionDecoder()
        guard let file = ShippedApps.files.first(where: { $0.path == path }) else { return ([:], []) }
        do {
            let root = try SourceNode.read(file.bytes, .yaml, file: path)
            let requests = decoder.standardRequests(root)
            return (requests, decoder.findings)
        } catch {
            decoder.report(error.reason, at: error.place)
            return ([:], decoder.findings)
        }
    }

    /// Fills in the blocks that the type leaves out.
    static func complete(_ type: inout ConnectionType) {
        func fill(_ block: ConnectionType.Block, with name: String) {
            if type.requests[block] == nil { type.requests[block] = decoded.requests[name] }
        }
        switch type.flow {
        case .authorizationCode: fill(.authorize, with: "authorize")
        case .deviceCode: fill(.device, with: "device")
        case .clientCredentials, .password: break
        }
        fill(.token, with: type.flow.rawValue)
        fill(.refresh, with: "refresh")
        let endpoints = Set(type.server.map(\.name))
        if type.issuer != nil || endpoints.contains("revocation_endpoint") { fill(.invalidate, with: "invalidate") }
        if type.issuer != nil || endpoints.contains("introspection_endpoint") { fill(.introspect, with: "introspect") }
    }
}

extension DefinitionDecoder {
    /// The requests by their names in the file, with the answer and the client's proof where they belong.
    fileprivate mutating func standardRequests(_ root: SourceNode) -> [String: [RequestDefinition]] {
        guard var members = members(root, .file) else { return [:] }
        let answer = members.take("answer").map { response($0) } ?? ResponseDefinition()
        var headers: [TemplateField] = []
        var body: [TemplateField] = []
        if let proof = members.take("proof"), var parts = self.members(proof, "proof") {
            headers = self.headers(parts.take("headers"))
            body = fields(parts.take("body"), "body")
            finish(parts)
        }
        var named: [String: [RequestDefinition]] = [:]
        for name in ["authorize", "device", "refresh", "introspect", "invalidate"] + Self.flows {
            guard let node = members.take(name) else { continue }
            named[name] = requests(node, .member(name)).map { request in
                var request = request
                if name == "refresh" || Self.flows.contains(name) { request.response = answer }
                guard name != "authorize" else { return request }
                request.headers += headers
                if case .collection(let own)? = request.body { request.body = .collection(own + body) }
                return request
            }
        }
        finish(members)
        return named
    }

    /// The flows are also the names of their token requests.
    private static var flows: [String] { ConnectionType.Flow.allCases.map(\.rawValue) }
}
