// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Turns Make's parameters into the definition's; they say much about how a form looks that nothing here shows.
extension DefinitionDecoder {
    /// Members that change how a form looks or behaves, and not what may be entered.
    private static let formMembers: Set<String> = [
        "badge", "closable", "codepage", "coder", "convert", "dynamic", "extension", "labels", "mappable", "metadata",
        "mode", "rpc", "semantic", "sequence", "sort", "tags", "text", "theme", "time", "title",
    ]
    /// Kinds of values that are entered as text here.
    private static let textKinds: Set<String> = ["any", "color", "time", "timestamp"]

    mutating func makeParameters(_ node: SourceNode) -> SourceNode {
        guard case .sequence(let elements) = node.content else { return node }
        let parameters = elements.compactMap { element -> SourceNode? in
            guard element["type"]?.text == "banner" else { return makeParameter(element) }
            report(.banner, at: element.place, severity: .warning)
            return nil
        }
        return SourceNode(.sequence(parameters), at: node.place)
    }

    private mutating func makeParameter(_ node: SourceNode) -> SourceNode {
        var chosen: SourceNode?
        let isGrouped = node["grouped"].map { $0.json == true } ?? false
        var parameter = node.mapMembers { member in
            switch member.name {
            case "type": return member.with(makeKind(member.value))
            case "options":
                let options = makeOptions(member.value, isGrouped: isGrouped, chosen: &chosen)
                return member.with(options)
            case "nested": return member.with(makeNested(member.value))
            case "editable":
                return member.with(omitForm(["help"], of: member.value))
            case "validate": return makeValidation(member)
            case "grouped": return nil
            // That it is not so needs no word.
            case "multiple" where member.value.json == false: return nil
            default: return member
            }
        }
        parameter = omitForm(DefinitionDecoder.formMembers, of: parameter)
        if let chosen, parameter["default"] == nil {
            let member = SourceNode.Member(name: "default", place: chosen.place, value: chosen)
            parameter = SourceNode(.mapping(parameter.members + [member]), at: parameter.place)
        }
        return parameter
    }

    private mutating func omitForm(_ names: Set<String>, of node: SourceNode) -> SourceNode {
        node.mapMembers { member in
            guard names.contains(member.name) else { return member }
            omit(member, of: .parameter)
            return nil
        }
    }

    private mutating func omit(_ member: SourceNode.Member, of what: Subject) {
        report(.withoutEffect, what, ["name": .text(member.name)], at: member.place, severity: .warning)
    }

    private mutating func makeKind(_ node: SourceNode) -> SourceNode {
        guard let kind = node.text, DefinitionDecoder.textKinds.contains(kind) else { return node }
        report(.enteredAsText, ["kind": kind], at: node.place, severity: .warning)
        return SourceNode(.text("text"), at: node.place)
    }

    /// A list, also where it stands in a `store` or in groups; `chosen` is the value of the option marked as default.
    private mutating func makeOptions(
        _ node: SourceNode, isGrouped: Bool, chosen: inout SourceNode?
    ) -> SourceNode {
        let list = makeStore(node, "options")
        guard case .sequence(var options) = list.content else { return list }
        if isGrouped {
            options = options.flatMap { group in
                guard let inner = group["options"] else { return [group] }
                return inner.elements
            }
        }
        let made = options.map { option in
            if option["default"]?.json == true { chosen = option["value"] }
            return option.mapMembers { member in
                switch member.name {
                case "default", "short": nil
                case "nested": member.with(makeNested(member.value))
                default: member
                }
            }
        }
        return SourceNode(.sequence(made), at: node.place)
    }

    private mutating func makeNested(_ node: SourceNode) -> SourceNode { makeParameters(makeStore(node, "nested")) }

    /// What stands in `store`, when it is given that way; what an RPC would bring cannot be had.
    private mutating func makeStore(_ node: SourceNode, _ what: Subject) -> SourceNode {
        var store = node
        if case .mapping(let members) = node.content, let inner = node["store"] {
            store = inner
            for member in members where member.name != "store" { omit(member, of: what) }
        }
        if store.text != nil { report(.loadedByRPC, what, at: store.place) }
        return store.text == nil ? store : SourceNode(.sequence([]), at: store.place)
    }

    /// The numbers of elements are not checked, and `true` says nothing.
    private mutating func makeValidation(_ member: SourceNode.Member) -> SourceNode.Member? {
        if case .bool = member.value.content {
            omit(member, of: .parameter)
            return nil
        }
        return member.with(omitForm(["minItems", "maxItems"], of: member.value))
    }
}
