// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON
public import TenonWire

/// The nine calls on connections, and the catalogue of their types.
extension TenonClient {
    /// What becomes of an editable value that a change of data leaves out.
    public enum MissingValues: String, Hashable, Sendable, CaseIterable {
        /// It stays as it is.
        case keep
        /// It becomes empty.
        case clear
    }

    /// The connections of a team, by name; with `types`, only those of these types.
    public func connections(inTeam team: Int64, types: [String] = []) async throws -> [Connection] {
        try await read(.connections(inTeam: team, types: types)) {
            try $0.bodies("connections", Connection.init(json:))
        }
    }

    /// One connection, with its granted scopes.
    public func connection(_ id: Int64) async throws -> Connection {
        try await read(.connection(id)) { try $0.body("connection", Connection.init(json:)) }
    }

    /// Stores a connection; its name is the type's label when `name` is `nil`.
    public func createConnection(
        ofType type: String, named name: String? = nil, inTeam team: Int64, scopes: [String] = [],
        values: ConnectionValues
    ) async throws -> Connection {
        let call = Call.createConnection(ofType: type, name: name, inTeam: team, scopes: scopes, values: values)
        return try await read(call) { try $0.body("connection", Connection.init(json:)) }
    }

    /// Gives a connection another name.
    public func renameConnection(_ id: Int64, to name: String) async throws -> Connection {
        try await read(.renameConnection(id, to: name)) { try $0.body("connection", Connection.init(json:)) }
    }

    /// Deletes a connection; one that scenarios use only when `confirmed` is true.
    public func deleteConnection(_ id: Int64, confirmed: Bool = false) async throws {
        _ = try await answer(to: .deleteConnection(id, confirmed: confirmed))
    }

    /// The names of the values that can be changed; status 400 with the code `IM005` when there are none.
    public func editableParameters(ofConnection id: Int64) async throws -> [String] {
        try await read(.editableParameters(ofConnection: id)) { try $0.texts("editableParameters") }
    }

    /// Replaces a connection's values; the server's dialect decides about those left out unless `missing` does.
    public func setData(
        ofConnection id: Int64, to values: ConnectionValues, missing: MissingValues? = nil
    ) async throws {
        _ = try await answer(to: .setData(ofConnection: id, to: values, missing: missing))
    }

    /// Has the third party asked whether the credential is good.
    public func verifyConnection(_ id: Int64) async throws -> Verification {
        try await verification(by: .verifyConnection(id))
    }

    func verification(by call: Call) async throws -> Verification {
        do {
            return try Verification(json: try await answer(to: call))
        } catch let error as TenonClientError {
            guard let verification = Verification(error) else { throw error }
            return verification
        } catch let error as WireFormatError {
            throw TenonTransportError(error)
        }
    }

    /// Whether all of `scopes` were granted to the connection.
    public func connection(_ id: Int64, holdsScopes scopes: [String]) async throws -> Bool {
        try await read(.connection(id, holdsScopes: scopes)) { answer in
            try answer.body("connection") { try BodyReader($0).bool("scoped") }
        }
    }

    /// The types that a connection can be made of.
    public func connectionTypes() async throws -> [ConnectionType] {
        try await read(.connectionTypes) { try $0.bodies("connectionTypes", ConnectionType.init(json:)) }
    }

    /// One type, with its parameters and scopes.
    public func connectionType(named name: String) async throws -> ConnectionType {
        try await read(.connectionType(named: name)) { try $0.body("connectionType", ConnectionType.init(json:)) }
    }
}

extension TenonTransportError {
    init(_ error: WireFormatError) {
        self.init(.unexpectedAnswer, "The server's answer is not what this client knows. \(error)")
    }
}

extension TenonClient {
    /// Sends the call and reads its answer.
    func read<Body>(_ call: Call, _ body: (BodyReader) throws -> Body) async throws -> Body {
        let answer = try await answer(to: call)
        do {
            return try body(try BodyReader(answer))
        } catch let error as WireFormatError {
            throw TenonTransportError(error)
        }
    }
}
