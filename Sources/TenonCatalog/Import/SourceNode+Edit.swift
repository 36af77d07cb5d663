// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// What changing a tree of values needs; places stay what they were.
extension SourceNode {
    var text: String? {
        guard case .text(let text) = content else { return nil }
        return text
    }

    /// The members of a mapping, else none.
    var members: [Member] {
        guard case .mapping(let members) = content else { return [] }
        return members
    }

    /// The elements of a sequence, else none.
    var elements: [SourceNode] {
        guard case .sequence(let elements) = content else { return [] }
        return elements
    }

    /// Whether it is a list or a mapping with nothing in it, which is how Make writes what is not there.
    var isHollow: Bool {
        switch content {
        case .null: true
        case .sequence(let elements): elements.isEmpty
        case .mapping(let members): members.isEmpty
        default: false
        }
    }

    subscript(_ name: String) -> SourceNode? { members.first { $0.name == name }?.value }

    /// A mapping with each member changed, or left out for `nil`; anything else as it is.
    func mapMembers(_ change: (Member) -> Member?) -> SourceNode {
        guard case .mapping(let members) = content else { return self }
        return SourceNode(.mapping(members.compactMap(change)), at: place)
    }

    /// A sequence with each element changed; anything else as it is.
    func mapElements(_ change: (SourceNode) -> SourceNode) -> SourceNode {
        guard case .sequence(let elements) = content else { return self }
        return SourceNode(.sequence(elements.map(change)), at: place)
    }
}

extension SourceNode.Member {
    /// A member that no file holds, written for what stands at `place`.
    init(_ name: String, _ content: SourceNode.Content, at place: SourcePlace) {
        self.init(name: name, place: place, value: SourceNode(content, at: place))
    }

    func with(_ value: SourceNode) -> SourceNode.Member { .init(name: name, place: place, value: value) }
}

extension SourceNode {
    /// A value that no file holds, written for what stands at `place`.
    init(json: JSON, at place: SourcePlace) {
        let content: Content =
            switch json {
            case .null: .null
            case .bool(let value): .bool(value)
            case .number(let number): .number(number)
            case .string(let text): .text(text)
            case .array(let elements): .sequence(elements.map { SourceNode(json: $0, at: place) })
            case .object(let object):
                .mapping(
                    object.members.map { member in
                        .init(name: member.name, place: place, value: SourceNode(json: member.value, at: place))
                    })
            }
        self.init(content, at: place)
    }
}
