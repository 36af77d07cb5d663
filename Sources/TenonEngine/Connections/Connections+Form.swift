// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
package import TenonJSON
internal import TenonVault

extension Connections {
    /// What a form for changing a connection's data shows: never a secret.
    package struct Form: Sendable {
        package let view: ConnectionView
        /// The values that are no secrets.
        package let shown: JSONObject
        /// The names of all that is stored, secret or not.
        package let stored: Set<String>
    }

    /// The data behind a connection as far as people may see it.
    ///
    /// - Throws: ``TenonError`` `notEditable` when the type lets nothing be changed.
    package func form(of id: ConnectionID, for caller: Caller) async throws -> Form {
        guard let sealed = try await store.sealedConnection(id), caller.principal.sees(sealed.connection) else {
            throw Connections.missing
        }
        let connection = sealed.connection
        try caller.principal.require(.write, in: connection.teamID)
        let view = try await view(connection)
        guard view.isEditable, let type = view.type else { throw Connections.notEditable }
        let opened = try await vault.open(sealed.secret, team: connection.teamID, row: id)
        let values = try ParameterValues(opening: opened)
        let shown = type.parameters.filter { !$0.isSecret }.compactMap { parameter in
            values.open(parameter.name).map { JSONObject.Member(name: parameter.name, value: $0) }
        }
        return Form(view: view, shown: JSONObject(shown), stored: Set(values.names))
    }
}
