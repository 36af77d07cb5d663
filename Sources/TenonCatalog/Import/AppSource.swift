// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A custom app as Make keeps it: some texts about the app, and for each connection a few sections of JSON with comments.
///
/// ``compose(version:)`` makes connection types of it.
package struct AppSource: Sendable, Equatable {
    /// How many connections one app may have.
    package static let connectionsMax = 50
    /// How large one section may be, in bytes.
    package static let sectionBytesMax = 64 << 10
    /// The `file` of findings about the app itself, and about its base.
    package static let appFile = "app"
    package static let baseFile = "base"

    package var name: String
    package var label: String
    /// A colour such as `#4a154b`; empty for none.
    package var theme: String
    /// The vendor's page.
    package var documentation: String?
    /// How requests to the app are authenticated; empty for none.
    package var base: String
    package var connections: [ConnectionSource]

    package init(
        name: String, label: String, theme: String = "", documentation: String? = nil, base: String = "",
        connections: [ConnectionSource] = []
    ) {
        self.name = name
        self.label = label
        self.theme = theme
        self.documentation = documentation
        self.base = base
        self.connections = connections
    }
}

/// One connection of a custom app.
package struct ConnectionSource: Sendable, Equatable {
    package var name: String
    package var label: String
    package var kind: ConnectionType.Kind
    /// The texts there are; one that is missing or empty says nothing.
    package var sections: [ConnectionSection: String]

    package init(
        name: String, label: String, kind: ConnectionType.Kind, sections: [ConnectionSection: String] = [:]
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.sections = sections
    }

    /// The `file` of findings in one of its sections.
    package func file(_ section: ConnectionSection) -> String { "\(name)/\(section.rawValue)" }
}

/// The parts of a connection, under the names of Make's API.
package enum ConnectionSection: String, CaseIterable, Sendable {
    /// The request that verifies it, or the blocks of OAuth.
    case api
    /// A list of what a person enters.
    case parameters
    /// Constants, such as the client's identifier.
    case common
    /// All scopes with their names.
    case scopes
    /// A list of the scopes that are always asked for.
    case scope
    /// What Make does when an organization installs the app.
    case install
    /// A list of what an organization enters when it installs the app.
    case installSpec
    /// ◆ The members of a definition that Make has no word for: `hosts`, `client`, `server`, `pkce` and others.
    case tenon
}
