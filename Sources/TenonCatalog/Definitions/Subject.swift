// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// What a finding speaks of: a member by the name that it has in definitions, or something without one.
struct Subject: ExpressibleByStringLiteral, Sendable {
    static let file = Subject(.file)
    static let connection = Subject(.connection)
    /// What a connection says of itself, be it oauth or basic.
    static let connectionKind = Subject(.connectionKind)
    static let connectionType = Subject(.connectionType)
    static let parameter = Subject(.parameter)
    static let option = Subject(.option)
    static let scopeName = Subject(.scopeName)

    let value: Sentence.Value

    init(stringLiteral name: String) { value = .text(name) }

    private init(_ name: Finding.Name, _ values: [String: Sentence.Value] = [:]) {
        value = .sentence(Sentence(of: name, values))
    }

    static func member(_ name: String) -> Subject { Subject(stringLiteral: name) }

    /// The elements of a list.
    static func each(of list: Subject) -> Subject { Subject(.each, ["names": list.value]) }

    /// The names of a mapping's members.
    static func name(in mapping: Subject) -> Subject { Subject(.nameIn, ["what": mapping.value]) }

    /// A log-in to a mail server.
    static func request(over transport: String) -> Subject { Subject(.mailRequest, ["name": .text(transport)]) }
}
