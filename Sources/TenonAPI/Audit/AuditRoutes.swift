// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/audit-events`: what happened in the organization.
struct AuditRoutes: Sendable {
    let log: AuditLog

    var routes: [Route] {
        [
            Route(
                .get, "/api/v2/audit-events", summary: "Read the organization's audit log",
                scope: .needs(.auditRead), role: .organizationOwner,
                audit: .nothing(because: "entries hold no secret"), handler: list)
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let connection: ConnectionID? = input.optionalIdentifier(query: "connectionId")
        let filter = AuditFilter(
            action: input.choice(query: "action", of: AuditAction.self),
            userID: input.optionalIdentifier(query: "userId"), teamID: input.optionalIdentifier(query: "teamId"),
            subject: connection.map { "connection:\($0)" }, from: input.optionalMoment(query: "from"),
            to: input.optionalMoment(query: "to"))
        let sequence = input.optionalNumber(query: "before")
        let page = input.historyPage()
        try input.check()
        let events = try await log.events(matching: filter, behind: sequence, page: page, for: call.caller)
        return Response("auditEvents", events.compactMap { TenonWire.AuditEvent($0).json.object }, page: page)
    }
}
