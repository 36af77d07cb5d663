// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// Grafts the sections of a custom app to the one tree that a definition is.
extension DefinitionDecoder {
    /// How deep a section may nest, so that the definition around it still can be read.
    private static let sectionDepthMax = SourceNode.depthMax - 6

    /// The definition's tree; what could not be read of it is reported and left out.
    mutating func compose(_ source: AppSource, version: Int?) -> SourceNode {
        let place = SourcePlace(AppSource.appFile)
        var members: [SourceNode.Member] = []
        if source.name.isEmpty { report(.appLacksName, at: place) }
        members.append(.init("app", .text(source.name), at: place))
        if !source.label.isEmpty { members.append(.init("label", .text(source.label), at: place)) }
        if !source.theme.isEmpty { members.append(.init("theme", .text(source.theme), at: place)) }
        if let documentation = source.documentation, !documentation.isEmpty {
            members.append(.init("docs", .text(documentation), at: place))
        }
        let base = section(source.base, file: AppSource.baseFile).map { makeBase($0) }
        if let base, !base.isHollow { members.append(.init(name: "base", place: base.place, value: base)) }
        var seen = Set<String>()
        var connections: [SourceNode.Member] = []
        if source.connections.count > AppSource.connectionsMax {
            report(.tooManyConnections, ["count": String(AppSource.connectionsMax)], at: place)
        }
        for connection in source.connections.prefix(AppSource.connectionsMax) {
            let place = SourcePlace(connection.file(.api))
            guard seen.insert(connection.name).inserted else {
                report(.connectionTwice, ["name": connection.name], at: place)
                continue
            }
            guard let node = compose(connection, of: source.name, base: base, version: version) else { continue }
            connections.append(.init(name: connection.name, place: place, value: node))
        }
        members.append(.init("connections", .mapping(connections), at: place))
        return SourceNode(.mapping(members), at: place)
    }

    /// The tree of one connection; `nil` when its requests cannot be read, as nothing true can be said of it then.
    private mutating func compose(
        _ source: ConnectionSource, of app: String, base: SourceNode?, version: Int?
    ) -> SourceNode? {
        let place = SourcePlace(source.file(.api))
        var members: [SourceNode.Member] = [.init("type", .text(source.kind.rawValue), at: place)]
        if !source.label.isEmpty { members.append(.init("label", .text(source.label), at: place)) }
        if let version { members.append(.init("version", .number(.init(Int64(version))), at: place)) }
        members.append(.init("package", .text(app), at: place))
        var nodes: [ConnectionSection: SourceNode] = [:]
        let faults = findings.count
        for section in ConnectionSection.allCases {
            let node = self.section(source.sections[section] ?? "", file: source.file(section))
            if section == .api, node == nil, findings.count > faults { return nil }
            nodes[section] = node
        }
        nodes[.api] = nodes[.api].map { makeAPI($0) }
        nodes[.parameters] = nodes[.parameters].map { makeParameters($0) }
        nodes[.scopes] = nodes[.scopes].map { makeScopes($0) }
        nodes[.common] = installed(source, nodes)
        let own = tenonMembers(nodes[.tenon])
        if !own.contains(where: { $0.name == "hosts" }) {
            let base = own.first { $0.name == "base" }?.value ?? base
            let api = nodes[.api] ?? SourceNode(.null, at: place)
            if let hosts = hosts(of: api, base, own) {
                members.append(.init(name: "hosts", place: place, value: hosts))
            }
        }
        if source.kind == .oauth, !own.contains(where: { $0.name == "pkce" }), let api = nodes[.api],
            DefinitionDecoder.leavesProofKeyOut(api)
        {
            members.append(.init("pkce", .text("none"), at: place))
            if api["token"] != nil, api["authorize"] != nil {
                report(.proofKeyOff, ["name": "{{pkce.verifier}}"], at: api.place, severity: .warning)
            }
        }
        members += own
        for section in [ConnectionSection.parameters, .scope, .scopes, .common, .api] {
            guard let node = nodes[section], !node.isHollow else { continue }
            members.append(.init(name: section.rawValue, place: node.place, value: node))
        }
        return SourceNode(.mapping(members), at: place)
    }

    /// The value of a section; `nil` for an empty one, and for one that cannot be read, which is reported.
    private mutating func section(_ text: String, file: String) -> SourceNode? {
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        guard text.utf8.count <= AppSource.sectionBytesMax else {
            report(.sectionTooLarge, ["bytes": String(AppSource.sectionBytesMax)], at: SourcePlace(file))
            return nil
        }
        do {
            let depthMax = DefinitionDecoder.sectionDepthMax
            let node = try SourceNode.read(Array(text.utf8), .jsonc, file: file, depthMax: depthMax)
            // Make keeps an empty text where nothing was written.
            if case .null = node.content { return nil }
            return node.text == "" ? nil : node
        } catch {
            report(error.reason, at: error.place)
            return nil
        }
    }

    /// The members of the section `tenon`, without those that have a section of their own.
    private mutating func tenonMembers(_ node: SourceNode?) -> [SourceNode.Member] {
        let sections = Set(ConnectionSection.allCases.map(\.rawValue))
        return entries(node, "tenon").filter { member in
            if sections.contains(member.name) {
                report(.ownSection, ["name": member.name], at: member.place)
            } else if ["type", "label", "version", "package"].contains(member.name) {
                report(.ownProperty, ["name": member.name], at: member.place)
            } else {
                return true
            }
            return false
        }
    }

    // MARK: - Hosts

    /// The hosts that the URLs speak of; `nil` when there are none.
    private mutating func hosts(of api: SourceNode, _ base: SourceNode?, _ own: [SourceNode.Member]) -> SourceNode? {
        var urls = [base?["baseUrl"], own.first { $0.name == "issuer" }?.value].compactMap { $0 }
        urls += own.first { $0.name == "server" }?.value.members.map(\.value) ?? []
        urls += DefinitionDecoder.requestNodes(in: api).compactMap { $0["url"] }
        var seen = Set<String>()
        let entries = urls.compactMap { node -> SourceNode? in
            guard let text = node.text, let entry = HostFinder.entry(for: text), seen.insert(entry).inserted else {
                return nil
            }
            return SourceNode(.text(entry), at: node.place)
        }
        guard !entries.isEmpty else { return nil }
        let names = entries.compactMap(\.text).joined(separator: ", ")
        report(.hostsTaken, ["names": names], at: api.place, severity: .warning)
        return SourceNode(.sequence(entries), at: api.place)
    }

    /// Whether the definition asks for tokens itself and knows nothing of PKCE, which is so with most of Make's.
    ///
    /// A challenge that is sent without the verifier behind it would make every exchange of a code fail.
    private static func leavesProofKeyOut(_ api: SourceNode) -> Bool {
        guard api["token"] != nil || api["accessToken"] != nil else { return false }
        return !api.json.text().contains("pkce.verifier")
    }

    /// Every request of an `api`, whatever block it stands in.
    private static func requestNodes(in api: SourceNode) -> [SourceNode] {
        let names = Set(ConnectionType.Block.allCases.map(\.rawValue))
        let blocks = api.members.filter { names.contains($0.name) }.map(\.value)
        return (blocks.isEmpty ? [api] : blocks).flatMap { block in
            if case .sequence(let requests) = block.content { return requests }
            return [block]
        }
    }
}
