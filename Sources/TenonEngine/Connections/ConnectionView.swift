// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain

/// A connection together with what its type's definition says of it: everything an answer needs.
package struct ConnectionView: Sendable {
    package let connection: Connection
    /// `nil` when the definition is no longer in the catalogue: the connection can be seen, renamed and deleted.
    package let type: ConnectionType?
    /// Whether the catalogue has a newer version of the definition than the one it was made with.
    package let isUpgradeable: Bool
    /// Whether it holds the scopes that the caller asked about; true when none were.
    package var isScoped: Bool

    package init(connection: Connection, in catalog: Catalog, isScoped: Bool = true) {
        self.connection = connection
        self.isScoped = isScoped
        type = catalog.type(of: connection)
        let newest = catalog.type(named: connection.type, for: connection.organizationID)
        isUpgradeable = newest.map { $0.version > connection.definitionVersion } ?? false
    }

    package var typeLabel: String { type?.label ?? connection.type }

    package var isEditable: Bool { type?.parameters.contains(where: \.isEditable) ?? false }
}

extension Connection {
    /// Whether every one of `scopes` was granted; scopes are sets (RFC 6749 §3.3).
    package func holds(_ scopes: [String]) -> Bool { Set(scopes).isSubset(of: grantedScopes) }
}
