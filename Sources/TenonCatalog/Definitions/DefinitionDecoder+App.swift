// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Reads one file: an app and its connection types (definitions, section 1).
extension DefinitionDecoder {
    /// The connection types of the file in `bytes`; those that could be read, whatever was found wrong.
    static func decode(_ bytes: [UInt8], file: String) -> (types: [ConnectionType], findings: [Finding]) {
        var decoder = DefinitionDecoder()
        do {
            let root = try SourceNode.read(bytes, file.hasSuffix(".json") ? .json : .yaml, file: file)
            let types = decoder.app(root)
            return (types, decoder.findings.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        } catch {
            decoder.report(error.reason, at: error.place)
            return ([], decoder.findings)
        }
    }

    mutating func app(_ root: SourceNode) -> [ConnectionType] {
        guard var members = members(root, .file) else { return [] }
        let app = text(members.take("app"), "app")
        if app == nil { report(.fileLacksApp, at: root.place) }
        let label = text(members.take("label"), "label")
        let theme = self.theme(members.take("theme"))
        let documentation = text(members.take("docs"), "docs")
        let base = members.take("base").map { self.base($0) } ?? .init()
        let connections = members.take("connections")
        if connections == nil { report(.lacks, .file, ["name": .text("connections")], at: root.place) }
        var types: [ConnectionType] = []
        for member in entries(connections, "connections") {
            checkTypeName(member)
            var type = ConnectionType(
                name: member.name, app: app ?? "", label: label ?? app ?? "", theme: theme ?? "#000000")
            type.documentation = documentation
            type.base = base
            connection(member.value, &type)
            let places = HostParameters(type)
            type.hostParameters = places.deciding
            if judgesTypes { lint(type, places, member) }
            types.append(type)
        }
        finish(members)
        return types
    }

    private mutating func checkTypeName(_ member: SourceNode.Member) {
        let isPlain = member.name.utf8.allSatisfy {
            PercentEncoding.unreserved.contains($0) && !".~".utf8.contains($0)
        }
        if member.name.isEmpty || member.name.utf8.count > 64 || !isPlain {
            report(.notName, .connectionType, ["name": .text(member.name)], at: member.place)
        }
    }

    private mutating func theme(_ node: SourceNode?) -> String? {
        guard let node, let theme = text(node, "theme") else { return nil }
        if theme.first != "#" || theme.count != 7 || !theme.dropFirst().allSatisfy(\.isHexDigit) {
            report(.notColour, "theme", at: node.place)
        }
        return theme.lowercased()
    }

    private mutating func base(_ node: SourceNode) -> ConnectionType.Base {
        var base = ConnectionType.Base()
        guard var members = members(node, "base") else { return base }
        base.baseURL = template(members.take("baseUrl"), "baseUrl")
        base.headers = headers(members.take("headers"))
        base.query = fields(members.take("qs"), "qs")
        base.body = tree(members.take("body"), "body")
        base.signing = signing(&members)
        base.sanitize = sanitize(members.take("log"))
        finish(members)
        return base
    }

    private enum AccountType: String, CaseIterable { case oauth, basic }
    private enum ProofKey: String, CaseIterable {
        case s256 = "S256"
        case none
    }

    private mutating func connection(_ node: SourceNode, _ type: inout ConnectionType) {
        guard var members = members(node, .connection) else { return }
        if let label = text(members.take("label"), "label") { type.label = label }
        if let theme = theme(members.take("theme")) { type.theme = theme }
        if let documentation = text(members.take("docs"), "docs") { type.documentation = documentation }
        // ◆ A connection may be authenticated in another way than the rest of the app.
        if let base = members.take("base") { type.base = self.base(base) }
        let kind = members.take("type")
        if kind == nil { report(.connectionLacksType, at: node.place) }
        type.kind = choice(kind, "type", of: AccountType.self) == .oauth ? .oauth : .basic
        type.version = integer(members.take("version"), "version", 1...Int(Int32.max)) ?? 1
        type.packageName = text(members.take("package"), "package")
        type.hosts = list(members.take("hosts"), "hosts").compactMap { template($0, "hosts") }
        type.parameters = parameters(members.take("parameters"))
        var names = Set<String>()
        for parameter in type.parameters where !names.insert(parameter.name).inserted {
            report(.parameterTwice, ["name": parameter.name], at: node.place)
        }
        type.common = fields(members.take("common"), "common")
        type.defaultScopes = texts(members.take("scope"), "scope")
        type.scopes = entries(members.take("scopes"), "scopes").map { entry in
            if case .null = entry.value.content { return (entry.name, nil) }
            return (entry.name, text(entry.value, .scopeName))
        }
        type.scopeSeparator = text(members.take("scopeSeparator"), "scopeSeparator") ?? " "
        let proofKey = choice(members.take("pkce"), "pkce", of: ProofKey.self) ?? (type.kind == .oauth ? .s256 : .none)
        type.proofKey = proofKey == .s256 ? .s256 : .none
        type.issuer = template(members.take("issuer"), "issuer")
        type.server = fields(members.take("server"), "server")
        type.flow = choice(members.take("flow"), "flow", of: ConnectionType.Flow.self) ?? .authorizationCode
        type.client = members.take("client").flatMap { client($0) }
        if let trigger = members.take("refreshOn") { type.refreshOn = refreshTrigger(trigger) }
        if let api = members.take("api") { self.api(api, &type) }
        if type.client != nil { StandardFlow.complete(&type) }
        finish(members)
    }

    private mutating func client(_ node: SourceNode) -> ClientDefinition? {
        guard var members = members(node, "client") else { return nil }
        defer { finish(members) }
        var client = ClientDefinition()
        client.id = template(members.take("id"), "id")
        client.secret = template(members.take("secret"), "secret")
        let method = members.take("method")
        client.method = template(method, "method")
        client.key = template(members.take("key"), "key")
        client.keyID = template(members.take("keyId"), "keyId")
        client.algorithm = template(members.take("algorithm"), "algorithm")
        if client.id == nil { report(.clientLacksID, at: node.place) }
        if let method, let template = client.method, template.isLiteral,
            ClientDefinition.Method(rawValue: template.literalText) == nil
        {
            refuse(method, "method", notAmong: ClientDefinition.Method.allCases.map(\.rawValue))
        }
        return client
    }

    private mutating func refreshTrigger(_ node: SourceNode) -> ConnectionType.RefreshTrigger {
        if case .sequence(let statuses) = node.content {
            return .statuses(statuses.compactMap { integer($0, .each(of: "refreshOn"), 200...599) })
        }
        guard var members = members(node, "refreshOn") else { return .statuses([401]) }
        defer { finish(members) }
        let condition: TemplateTree = tree(members.take("condition"), "condition") ?? .constant(false)
        return .condition(condition)
    }

    /// The blocks, or for a basic type the one request or list that verifies it.
    private mutating func api(_ node: SourceNode, _ type: inout ConnectionType) {
        let names = Set(ConnectionType.Block.allCases.map(\.rawValue))
        guard case .mapping(let entries) = node.content, entries.contains(where: { names.contains($0.name) }) else {
            type.requests[.info] = requests(node, "api")
            return
        }
        guard var members = members(node, "api") else { return }
        for block in ConnectionType.Block.allCases {
            guard let node = members.take(block.rawValue) else { continue }
            type.requests[block] = requests(node, .member(block.rawValue))
        }
        finish(members)
    }
}
