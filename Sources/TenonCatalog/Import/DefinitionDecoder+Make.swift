// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Turns what Make writes otherwise into the definition's own words, and reports what has no counterpart.
///
/// Members that nothing here knows pass through: the decoder reports them with their place.
extension DefinitionDecoder {
    /// Leaves out the members with these names, with a warning each.
    private mutating func omit(_ names: Set<String>, of node: SourceNode, _ because: Finding.Name) -> SourceNode {
        node.mapMembers { member in
            guard names.contains(member.name) else { return member }
            report(because, ["name": member.name], at: member.place, severity: .warning)
            return nil
        }
    }

    // MARK: - Base

    /// What a base says of modules' requests and answers beyond how they are authenticated.
    private static let moduleMembers: Set<String> = [
        "response", "pagination", "type", "timeout", "encodeUrl", "gzip", "followRedirects", "followAllRedirects",
    ]

    mutating func makeBase(_ node: SourceNode) -> SourceNode {
        omit(DefinitionDecoder.moduleMembers, of: node, .moduleMember)
    }

    // MARK: - Requests

    mutating func makeAPI(_ node: SourceNode) -> SourceNode {
        let names = Set(ConnectionType.Block.allCases.map(\.rawValue))
        guard node.members.contains(where: { names.contains($0.name) }) else { return makeRequests(node) }
        return node.mapMembers { names.contains($0.name) ? $0.with(makeRequests($0.value)) : $0 }
    }

    private mutating func makeRequests(_ node: SourceNode) -> SourceNode {
        if case .sequence = node.content { return node.mapElements { makeRequest($0) } }
        return makeRequest(node)
    }

    private mutating func makeRequest(_ node: SourceNode) -> SourceNode {
        omit(["pagination"], of: node, .meaningless).mapMembers { member in
            switch member.name {
            case "type": member.with(makeBodyType(member.value))
            case "response": member.with(makeResponse(member.value))
            default: member
            }
        }
    }

    private mutating func makeResponse(_ node: SourceNode) -> SourceNode {
        let modules: Set<String> = ["iterate", "limit", "output", "trigger", "wrapper"]
        return omit(modules, of: node, .meaningless).mapMembers { member in
            switch member.name {
            case "type": member.with(makeBodyType(member.value).mapMembers { $0.with(makeBodyType($0.value)) })
            case "error", "valid": member.with(makeError(member.value))
            default: member
            }
        }
    }

    /// `string` is Make's older word for `text`.
    private func makeBodyType(_ node: SourceNode) -> SourceNode {
        node.text == "string" ? SourceNode(.text("text"), at: node.place) : node
    }

    /// Names of errors that only tell modules apart.
    private mutating func makeError(_ node: SourceNode) -> SourceNode {
        let kinds: Set<String> = [
            "OutOfSpaceError", "InvalidConfigurationError", "IncompleteDataError", "DuplicateDataError",
        ]
        return node.mapMembers { member in
            guard member.name == "type" else { return member.with(makeError(member.value)) }
            guard let kind = member.value.text, kinds.contains(kind) else { return member }
            report(.takenAsDataError, ["name": kind], at: member.value.place, severity: .warning)
            return member.with(SourceNode(.text("DataError"), at: member.value.place))
        }
    }

    // MARK: - Scopes

    /// A list of scopes has no names for them.
    mutating func makeScopes(_ node: SourceNode) -> SourceNode {
        guard case .sequence(let elements) = node.content else { return node }
        let members = elements.compactMap { element -> SourceNode.Member? in
            guard let name = text(element, .each(of: "scopes")) else { return nil }
            return SourceNode.Member(name, .null, at: element.place)
        }
        return SourceNode(.mapping(members), at: node.place)
    }

    // MARK: - What an organization enters

    /// The constants, with the defaults of `installSpec` among them.
    ///
    /// An organization's values come from `tenon installation set`, which takes any name that the definition reads.
    mutating func installed(
        _ source: ConnectionSource, _ nodes: [ConnectionSection: SourceNode]
    ) -> SourceNode? {
        if let install = nodes[.install], !install.isHollow {
            switch install.content {
            case .mapping, .sequence:
                report(.installActions, at: install.place, severity: .warning)
            default: refuse(install, "install", .notMappingOrList)
            }
        }
        guard let spec = nodes[.installSpec], !spec.isHollow else { return nodes[.common] }
        let common = nodes[.common]
        var members = common?.members ?? []
        let fields = parameters(makeParameters(spec))
        for field in fields {
            guard ![.array, .collection].contains(field.kind) else {
                report(.notSingleValue, ["name": field.name], at: spec.place)
                continue
            }
            guard let fallback = field.fallback, common?[field.name] == nil else { continue }
            members.append(.init(field.name, SourceNode(json: fallback, at: spec.place).content, at: spec.place))
        }
        if !fields.isEmpty {
            let names = fields.map(\.name).joined(separator: ", ")
            let values = ["names": names, "name": source.name]
            report(.setByInstallation, values, at: spec.place, severity: .warning)
        }
        // What is no mapping the decoder reports.
        if let common, !common.isHollow, common.members.isEmpty { return common }
        return SourceNode(.mapping(members), at: common?.place ?? spec.place)
    }
}
