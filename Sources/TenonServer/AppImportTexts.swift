// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog

/// The texts of a custom app of Make's, as they were read.
package struct AppImportTexts: Sendable {
    package struct Connection: Sendable {
        package let name: String
        package let label: String
        /// `oauth` or `basic`.
        package let type: String
        /// Those that are not empty, by the names of Make's API.
        package let sections: [String: String]
    }

    package let name: String
    package let label: String
    /// A colour; empty for none.
    package let theme: String
    /// The vendor's page.
    package let docs: String?
    /// Empty for none.
    package let base: String
    package let connections: [Connection]

    init(_ source: AppSource) {
        name = source.name
        label = source.label
        theme = source.theme
        docs = source.documentation
        base = source.base
        connections = source.connections.map { connection in
            let texts = connection.sections.filter { !$0.value.isEmpty }.map { ($0.key.rawValue, $0.value) }
            return Connection(
                name: connection.name, label: connection.label, type: connection.kind.rawValue,
                sections: Dictionary(uniqueKeysWithValues: texts))
        }
    }
}
