// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Turns a file's values into types, and collects everything that is wrong with them.
struct DefinitionDecoder {
    /// How many findings are kept of one file.
    static let findingsMax = 100

    private(set) var findings: [Finding] = []
    /// Whether types are judged as a whole; without it only what is wrong with a text by itself is found.
    var judgesTypes = true

    mutating func report(_ sentence: Sentence, at place: SourcePlace, severity: Finding.Severity = .error) {
        guard findings.count < DefinitionDecoder.findingsMax else { return }
        findings.append(
            Finding(file: place.file, line: place.line, column: place.column, severity: severity, sentence))
    }

    mutating func report(
        _ name: Finding.Name, _ values: [String: String] = [:], at place: SourcePlace,
        severity: Finding.Severity = .error
    ) {
        report(Sentence(of: name, values), at: place, severity: severity)
    }

    /// A finding about `what`.
    mutating func report(
        _ name: Finding.Name, _ what: Subject, _ values: [String: Sentence.Value] = [:], at place: SourcePlace,
        severity: Finding.Severity = .error
    ) {
        let values = values.merging(["what": what.value]) { own, _ in own }
        report(Sentence(of: name, values), at: place, severity: severity)
    }

    /// A value that is none of the kind that `what` has to be.
    mutating func refuse(_ node: SourceNode, _ what: Subject, _ name: Finding.Name) {
        report(name, what, ["kind": .sentence(node.kind)], at: node.place)
    }

    /// A text that is none of those that `what` can be.
    mutating func refuse(_ node: SourceNode, _ what: Subject, notAmong names: [String]) {
        report(.notAmong, what, ["names": .text(names.joined(separator: ", "))], at: node.place)
    }

    /// The members of a mapping that nobody has taken yet.
    struct Members {
        fileprivate var rest: [SourceNode.Member]
        fileprivate let what: Subject
        let node: SourceNode

        mutating func take(_ name: String) -> SourceNode? {
            guard let index = rest.firstIndex(where: { $0.name == name }) else { return nil }
            let value = rest.remove(at: index).value
            if case .null = value.content { return nil }
            return value
        }
    }

    /// The members of `node`, which is to be a mapping; `what` names it in findings.
    mutating func members(_ node: SourceNode, _ what: Subject) -> Members? {
        guard case .mapping(let members) = node.content else {
            refuse(node, what, .notMapping)
            return nil
        }
        return Members(rest: members, what: what, node: node)
    }

    /// Reports what was not taken.
    mutating func finish(_ members: Members) {
        for member in members.rest {
            report(.unknownMember, members.what, ["name": .text(member.name)], at: member.place)
        }
    }

    mutating func entries(_ node: SourceNode?, _ what: Subject) -> [SourceNode.Member] {
        guard let node else { return [] }
        guard case .mapping(let members) = node.content else {
            refuse(node, what, .notMapping)
            return []
        }
        return members
    }

    mutating func list(_ node: SourceNode?, _ what: Subject) -> [SourceNode] {
        guard let node else { return [] }
        guard case .sequence(let elements) = node.content else {
            refuse(node, what, .notList)
            return []
        }
        return elements
    }

    mutating func text(_ node: SourceNode?, _ what: Subject) -> String? {
        guard let node else { return nil }
        switch node.content {
        case .text(let text): return text
        case .number(let number): return number.text
        default:
            refuse(node, what, .notText)
            return nil
        }
    }

    mutating func texts(_ node: SourceNode?, _ what: Subject) -> [String] {
        list(node, what).compactMap { text($0, .each(of: what)) }
    }

    mutating func bool(_ node: SourceNode?, _ what: Subject) -> Bool? {
        guard let node else { return nil }
        guard case .bool(let value) = node.content else {
            refuse(node, what, .notBoolean)
            return nil
        }
        return value
    }

    mutating func number(_ node: SourceNode?, _ what: Subject, _ range: ClosedRange<Double>) -> Double? {
        guard let node else { return nil }
        guard case .number(let number) = node.content, range.contains(number.double) else {
            report(.notNumber, what, DefinitionDecoder.bounds(range), at: node.place)
            return nil
        }
        return number.double
    }

    mutating func integer(_ node: SourceNode?, _ what: Subject, _ range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard case .number(let number) = node.content, let value = number.int.flatMap({ Int(exactly: $0) }),
            range.contains(value)
        else {
            report(.notWholeNumber, what, DefinitionDecoder.bounds(range), at: node.place)
            return nil
        }
        return value
    }

    private static func bounds<Bound>(_ range: ClosedRange<Bound>) -> [String: Sentence.Value] {
        ["least": .text("\(range.lowerBound)"), "most": .text("\(range.upperBound)")]
    }

    /// One of the values of an enumeration, by its text.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: SourceNode?, _ what: Subject, of _: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let node, let text = text(node, what) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        refuse(node, what, notAmong: Choice.allCases.map(\.rawValue))
        return nil
    }

    mutating func template(_ node: SourceNode?, _ what: Subject) -> Template? {
        guard let node else { return nil }
        let source: String
        switch node.content {
        case .text(let text): source = text
        case .number(let number): source = number.text
        case .bool(let value): source = value ? "true" : "false"
        default:
            refuse(node, what, .notText)
            return nil
        }
        do { return try Template(source) } catch {
            report(.template, what, ["reason": .sentence(error.sentence)], at: node.place)
            return nil
        }
    }

    mutating func tree(_ node: SourceNode, _ what: Subject) -> TemplateTree {
        switch node.content {
        case .null, .bool, .number: return .constant(node.json)
        case .text: return template(node, what).map { .text($0) } ?? .constant(.null)
        case .sequence(let elements): return .array(elements.map { tree($0, what) })
        case .mapping(let members):
            return .collection(members.map { field($0, what) })
        }
    }

    mutating func tree(_ node: SourceNode?, _ what: Subject) -> TemplateTree? {
        guard let node else { return nil }
        let tree: TemplateTree = tree(node, what)
        return tree
    }

    /// Named values: headers, query parameters, `temp` and the like.
    mutating func fields(_ node: SourceNode?, _ what: Subject) -> [TemplateField] {
        entries(node, what).map { field($0, what) }
    }

    private mutating func field(_ member: SourceNode.Member, _ what: Subject) -> TemplateField {
        var computed: Template?
        if member.name.contains("{{") {
            do { computed = try Template(member.name) } catch {
                report(.template, .name(in: what), ["reason": .sentence(error.sentence)], at: member.place)
            }
        }
        return TemplateField(name: member.name, computedName: computed, value: tree(member.value, what))
    }

    mutating func headers(_ node: SourceNode?) -> [TemplateField] {
        for member in entries(node, "headers") {
            guard !member.name.contains("{{"), let fault = HeaderName.fault(member.name) else { continue }
            report(fault, at: member.place)
        }
        return fields(node, "headers")
    }

    mutating func sanitize(_ node: SourceNode?) -> [String] {
        guard let node, var log = members(node, "log") else { return [] }
        let paths = texts(log.take("sanitize"), "sanitize")
        finish(log)
        return paths
    }
}
