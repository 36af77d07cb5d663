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

/// `/api/v2/connections/{connectionId}/test` and `…/scoped`, `/api/v2/connections/verify`: what a connection, or what may
/// become one, is good for.
struct ConnectionCheckRoutes: Sendable {
    let connections: Connections
    let dialect: Dialect

    private static let one = "/api/v2/connections/{connectionId}"

    var routes: [Route] {
        [
            Route(
                .post, "\(Self.one)/test", summary: "Ask the third party whether the credential is good",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .writes(.connectionVerified),
                handler: verify),
            Route(
                .post, "/api/v2/connections/verify",
                summary: "Ask the third party whether values are good that are not stored",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .writes(.connectionDraftVerified),
                handler: verifyDraft),
            Route(
                .post, "\(Self.one)/scoped", summary: "Whether all of the scopes were granted",
                scope: .needs(.connectionsWrite), role: .team(.read), audit: .nothing(because: "reads no secret"),
                handler: isScoped),
        ]
    }

    private func verify(_ call: Call) async throws -> Response {
        let id: ConnectionID = try call.identifier("connectionId")
        let isGood = try isGood(try await connections.verify(id, for: call.caller))
        return isGood ? try await verified(id, call) : Response(json: ["verified": false])
    }

    private func verifyDraft(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let team: TeamID? = input.identifier(query: "teamId")
        let draft = Connections.Draft(&input)
        let verdict = try await connections.verify(draft, in: team, faults: input.faults, for: call.caller)
        return Response(json: ["verified": .bool(try isGood(verdict))])
    }

    /// - Throws: the third party's failure when there is no verdict, or the dialect makes a bad one an error.
    private func isGood(_ verdict: BlockRun.Verdict) throws -> Bool {
        switch verdict {
        case .good: return true
        case .bad(let failure) where dialect.failedVerificationIsError: throw failure.error
        case .bad: return false
        case .undetermined(let failure), .misconfigured(let failure), .pending(let failure): throw failure.error
        }
    }

    private func verified(_ id: ConnectionID, _ call: Call) async throws -> Response {
        guard dialect.verificationNamesConnection else { return Response(json: ["verified": true]) }
        let view = try await connections.connection(id, for: call.caller)
        let body = TenonWire.Connection(view, in: dialect).json(.shown, in: dialect)
        let named = ["id", "name", "accountName", "accountType"].map { name in
            JSONObject.Member(name: name, value: body[name] ?? .null)
        }
        return Response(json: ["verified": true, "connection": .object(JSONObject(named))])
    }

    private func isScoped(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let required = input.texts(body: "scope")
        let scoped = try await connections.isScoped(
            try call.identifier("connectionId"), for: try input.checked(required), caller: call.caller)
        return Response(json: ["connection": ["scoped": .bool(scoped)]])
    }
}
