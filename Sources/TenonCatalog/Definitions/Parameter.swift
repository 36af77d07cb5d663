// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A value that a person enters.
package struct Parameter: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case text
        case password
        case url
        case email
        case select
        case array
        case collection
        case boolean
        case number
        case integer
        case uinteger
        case port
        case pkey
        case cert
        case hidden
        case json
        case filename
        case date
        case timezone
        case uuid
    }

    package struct Option: Sendable {
        package let label: String
        package let value: JSON
    }

    /// When a nested parameter counts: while another has this value.
    package struct Dependence: Sendable {
        package let parameter: String
        package let value: JSON
    }

    /// The names of the create call's own members.
    package static let namesRefused: Set<String> = ["accountName", "accountType", "scopes", "teamId"]
    /// The largest value of one line, and of several.
    package static let lineBytesMax = 8 << 10
    package static let textBytesMax = 32 << 10

    package let name: String
    package var label: String
    package var help: String?
    package var kind: Kind = .text
    package var isRequired = false
    package var fallback: JSON?
    package var isEditable = false
    package var isAdvanced = false
    package var options: [Option] = []
    package var pattern: BoundedRegex?
    package var least: Double?
    package var most: Double?
    package var enumeration: [JSON] = []
    package var isMultiline = false
    package var dependence: Dependence?

    init(name: String, label: String) {
        self.name = name
        self.label = label
    }

    package var isSecret: Bool { [.password, .pkey, .cert].contains(kind) }

    /// Whether only values that the definition foresees can be entered.
    package var isConstrained: Bool {
        pattern != nil || !enumeration.isEmpty || !options.isEmpty
            || [.boolean, .number, .integer, .uinteger, .port, .uuid].contains(kind)
    }

    package var allowsLineBreaks: Bool { isMultiline || [.pkey, .cert, .json].contains(kind) }
}
