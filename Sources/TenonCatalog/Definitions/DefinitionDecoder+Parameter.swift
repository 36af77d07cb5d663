// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Reads what a person enters (definitions, section 2).
extension DefinitionDecoder {
    /// The parameters of a list, and behind each those nested in it.
    mutating func parameters(
        _ node: SourceNode?, under dependence: Parameter.Dependence? = nil
    ) -> [Parameter] {
        list(node, "parameters").flatMap { element -> [Parameter] in
            guard var members = members(element, .parameter) else { return [] }
            defer { finish(members) }
            guard let name = text(members.take("name"), "name") else {
                report(.parameterLacksName, at: element.place)
                return []
            }
            check(name, element)
            var parameter = Parameter(name: name, label: text(members.take("label"), "label") ?? name)
            parameter.dependence = dependence
            parameter.help = text(members.take("help"), "help")
            parameter.kind = choice(members.take("type"), "type", of: Parameter.Kind.self) ?? .text
            parameter.isRequired = bool(members.take("required"), "required") ?? false
            parameter.isAdvanced = bool(members.take("advanced"), "advanced") ?? false
            parameter.isMultiline = bool(members.take("multiline"), "multiline") ?? false
            parameter.isEditable = editable(members.take("editable"))
            parameter.fallback = fallback(members.take("default"), parameter)
            let pattern = members.take("pattern")
            constrain(&parameter, members.take("validate"), pattern)
            var nested = options(members.take("options"), of: &parameter)
            // The kinds of an array's elements are not checked.
            _ = members.take("spec")
            if let node = members.take("nested") {
                nested += parameters(node, under: .init(parameter: name, value: true))
            }
            if parameter.kind == .select, parameter.options.isEmpty {
                report(.selectWithoutOptions, ["name": name], at: element.place)
            }
            return [parameter] + nested
        }
    }

    private mutating func check(_ name: String, _ node: SourceNode) {
        let isPlain = name.utf8.allSatisfy { PercentEncoding.unreserved.contains($0) && $0 != UInt8(ascii: ".") }
        if name.isEmpty || name.utf8.count > 64 || !isPlain {
            report(.notName, .parameter, ["name": .text(name)], at: node.place)
        }
        if Parameter.namesRefused.contains(name) {
            report(.parameterNameTaken, ["name": name], at: node.place)
        }
    }

    private mutating func fallback(_ node: SourceNode?, _ parameter: Parameter) -> JSON? {
        guard let node else { return nil }
        if parameter.isSecret { report(.secretWithDefault, ["name": parameter.name], at: node.place) }
        return node.json
    }

    private mutating func editable(_ node: SourceNode?) -> Bool {
        guard let node else { return false }
        guard case .mapping = node.content, var members = members(node, "editable") else {
            return bool(node, "editable") ?? false
        }
        let isEnabled = bool(members.take("enabled"), "enabled") ?? false
        finish(members)
        return isEnabled
    }

    private mutating func constrain(_ parameter: inout Parameter, _ node: SourceNode?, _ pattern: SourceNode?) {
        parameter.pattern = regex(pattern)
        guard let node, var members = members(node, "validate") else { return }
        if let pattern = regex(members.take("pattern")) { parameter.pattern = pattern }
        let all = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
        parameter.least = number(members.take("min"), "min", all)
        parameter.most = number(members.take("max"), "max", all)
        parameter.enumeration = list(members.take("enum"), "enum").map(\.json)
        finish(members)
    }

    private mutating func regex(_ node: SourceNode?) -> BoundedRegex? {
        guard let node, let source = text(node, "pattern") else { return nil }
        do { return try BoundedRegex(source) } catch {
            report(.template, "pattern", ["reason": .sentence(error.reason)], at: node.place)
            return nil
        }
    }

    /// Reads the options, and hands back the parameters nested in them.
    private mutating func options(_ node: SourceNode?, of parameter: inout Parameter) -> [Parameter] {
        guard let node else { return [] }
        var nested: [Parameter] = []
        for element in list(node, "options") {
            guard case .mapping = element.content else {
                parameter.options.append(.init(label: text(element, .option) ?? "", value: element.json))
                continue
            }
            guard var members = members(element, .option) else { continue }
            guard let value = members.take("value") else {
                report(.optionLacksValue, at: element.place)
                continue
            }
            let label = text(members.take("label"), "label") ?? value.json.string ?? value.json.text()
            parameter.options.append(.init(label: label, value: value.json))
            nested += parameters(members.take("nested"), under: .init(parameter: parameter.name, value: value.json))
            finish(members)
        }
        return nested
    }
}
