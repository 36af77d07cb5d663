// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
package import TenonJSON
internal import TenonVault

/// The calls that take credentials in.
extension Connections {
    /// What a client sends to make a connection.
    package struct Draft: Sendable {
        /// The name people see; the type's label when `nil`.
        package var name: String?
        /// The type's name; required.
        package var type: String?
        package var scopes: [String]
        /// A value for each of the type's parameters.
        package var values: JSONObject

        package init(name: String? = nil, type: String? = nil, scopes: [String] = [], values: JSONObject = [:]) {
            self.name = name
            self.type = type
            self.scopes = scopes
            self.values = values
        }
    }

    /// Stores a new connection; `faults` are those the caller found already, and all come in one error.
    package func create(
        _ draft: Draft, in team: TeamID?, faults: Faults = Faults(), for caller: Caller
    ) async throws -> ConnectionView {
        let (team, type, values) = try await check(draft, in: team, faults: faults, for: caller)
        let now = clock.now()
        let new = NewConnection(
            teamID: team, name: draft.name ?? type.label, type: type.name, definitionVersion: type.version,
            requestedScopes: Connections.merged(type.defaultScopes, draft.scopes),
            health: type.needsPerson ? .unauthorized : .unknown, createdBy: caller.principal.user.id, createdAt: now)
        let sealer = try await vault.sealer(for: team)
        let clear = values.sealedForm()
        let audit = caller.audit(
            .connectionCreated, team: team, subject: nil,
            details: ["name": .string(new.name), "type": .string(new.type)], at: now)
        let connection = try await store.insert(new, audit: audit) { id, version in
            try sealer.seal(clear, row: id, version: version)
        }
        return try await view(connection)
    }

    /// Everything that is wrong with a draft in one error, or what it takes to go on with it.
    func check(
        _ draft: Draft, in team: TeamID?, faults: Faults, for caller: Caller
    ) async throws -> (TeamID, ConnectionType, ParameterValues) {
        if let team { try caller.principal.require(.write, in: team) }
        var faults = faults
        if let name = draft.name { DisplayName.check(name, as: "accountName", into: &faults) }
        let type = try await catalog.type(named: draft.type, for: caller.organizationID)
        if draft.type != nil, type == nil { faults.add(.invalidType) }
        let values = type.map { accept(draft, for: $0, into: &faults) }
        try faults.check()
        guard let team, let type, let values else { throw TenonError.validation(.missingValue) }
        return (team, type, values)
    }

    private func accept(_ draft: Draft, for type: ConnectionType, into faults: inout Faults) -> ParameterValues {
        // A type that lists no scopes of its own, as a generic one, takes any.
        if type.kind == .basic || !type.scopes.isEmpty {
            let known = Set(type.scopes.map(\.id)).union(type.defaultScopes)
            for scope in draft.scopes where !known.contains(scope) { faults.add(.invalidScope) }
        }
        let (values, found) = type.accept(draft.values)
        faults.add(contentsOf: found)
        return values
    }

    /// The names of the parameters that can be edited.
    ///
    /// - Throws: ``TenonError`` `notEditable` when there is none.
    package func editableParameters(of id: ConnectionID, for caller: Caller) async throws -> [String] {
        let view = try await connection(id, for: caller)
        guard view.isEditable, let type = view.type else { throw Connections.notEditable }
        return type.editableParameters
    }

    /// Replaces the connection's data by `input`; `missing` says what becomes of fields left out.
    ///
    /// - Throws: ``TenonError`` `conflict` when another change came between.
    package func setData(
        of id: ConnectionID, to input: JSONObject, missing: ConnectionType.Missing, for caller: Caller
    ) async throws {
        guard let sealed = try await store.sealedConnection(id), caller.principal.sees(sealed.connection) else {
            throw Connections.missing
        }
        let connection = sealed.connection
        try caller.principal.require(.write, in: connection.teamID)
        let opened = try await vault.open(sealed.secret, team: connection.teamID, row: id)
        let (type, values) = try await replace(
            try ParameterValues(opening: opened), of: connection, with: input, missing: missing)
        let sealer = try await vault.sealer(for: connection.teamID)
        let clear = values.sealedForm()
        let now = clock.now()
        let waits = type.needsPerson && connection.grant.refreshedAt != nil
        let audit = caller.audit(
            .connectionDataChanged, team: connection.teamID, subject: "connection:\(id)",
            details: ["fields": JSON(input.names), "waits": .bool(waits)], at: now)
        if waits {
            // What is there keeps working until a person has authorized the connection with the new data.
            let box = try sealer.seal(clear, in: .pendingData(of: id), version: connection.secretVersion + 1)
            return try await grants.storePending(
                box, definitionVersion: type.version, of: id, in: connection.teamID, audit: audit)
        }
        try await store.replaceSecret(
            of: id, in: connection.teamID, expectedVersion: connection.secretVersion,
            definitionVersion: type.version, at: now, audit: audit
        ) { id, version in try sealer.seal(clear, row: id, version: version) }
    }

    /// The values after a change, and the version of the type that they are for: the newest when every secret comes anew,
    /// which nobody could have sent elsewhere, and else the one that the connection is used with.
    private func replace(
        _ old: ParameterValues, of connection: Connection, with input: JSONObject, missing: ConnectionType.Missing
    ) async throws -> (ConnectionType, ParameterValues) {
        let used = try await catalog.type(of: connection)
        let newest = try await catalog.type(named: connection.type, for: connection.organizationID)
        guard used?.editableParameters.isEmpty == false || newest?.editableParameters.isEmpty == false else {
            throw Connections.notEditable
        }
        var faults = Faults()
        if let newest, newest.version != used?.version {
            let (values, found) = newest.takeOver(old, with: input, missing: missing)
            guard !found.isEmpty else { return (newest, values) }
            faults = found
        }
        if let used {
            let (values, found) = used.replace(old, with: input, missing: missing)
            guard !found.isEmpty else { return (used, values) }
            faults = found
        }
        throw TenonError.validation(faults)
    }

    static let notEditable = TenonError(.notEditable, Sentence.Name.notEditable)

    /// The type's own scopes first, then those asked for, each once.
    static func merged(_ defaults: [String], _ asked: [String]) -> [String] {
        var seen = Set<String>()
        return (defaults + asked).filter { seen.insert($0).inserted }
    }
}
