// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/connections/{connectionId}/editable-data-schema` and `…/set-data`: change a connection's credential.
struct ConnectionDataRoutes: Sendable {
    let connections: Connections
    let dialect: Dialect

    private static let one = "/api/v2/connections/{connectionId}"

    /// The words of the query's `missing`.
    private enum Missing: String, CaseIterable { case keep, clear }

    var routes: [Route] {
        [
            Route(
                .get, "\(Self.one)/editable-data-schema", summary: "List the parameters that can be changed",
                scope: .needs(.connectionsRead), role: .team(.read), audit: .nothing(because: "reads no secret"),
                handler: editableParameters),
            Route(
                .post, "\(Self.one)/set-data", summary: "Change a connection's parameters",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .writes(.connectionDataChanged),
                handler: setData),
        ]
    }

    private func editableParameters(_ call: Call) async throws -> Response {
        let names = try await connections.editableParameters(
            of: try call.identifier("connectionId"), for: call.caller)
        return Response(json: ["editableParameters": JSON(names)])
    }

    private func setData(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let missing = input.choice(query: "missing", of: Missing.self) ?? (dialect.omittedDataIsKept ? .keep : .clear)
        try await connections.setData(
            of: try call.identifier("connectionId"), to: try input.checked(input.body),
            missing: missing == .keep ? .keep : .clear, for: call.caller)
        return Response(json: ["changed": true])
    }
}
