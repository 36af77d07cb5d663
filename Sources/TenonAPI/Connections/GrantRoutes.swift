// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/connections/{connectionId}/…`: how a connection fares, its live credential, and its end.
struct GrantRoutes: Sendable {
    /// The longest lifetime that can be asked for.
    static let lifetimeSecondsMax: Int64 = 86_400
    static let eventsMax = 500

    let connections: Connections

    private static let one = "/api/v2/connections/{connectionId}"

    var routes: [Route] {
        [
            Route(
                .get, "\(Self.one)/health", summary: "How the connection fares, and why",
                scope: .needs(.connectionsRead), role: .team(.read), audit: .nothing(because: "reads no secret"),
                handler: health),
            Route(
                .get, "\(Self.one)/events", summary: "The connection's entries in the audit log, the newest first",
                scope: .needs(.connectionsRead), role: .team(.read), audit: .nothing(because: "reads no secret"),
                handler: events),
            Route(
                .post, "\(Self.one)/credentials", summary: "Reveal the live credential",
                scope: .needs(.connectionsReveal), role: .team(.reveal),
                audit: .writes(.connectionCredentialRevealed), handler: reveal),
            Route(
                .post, "\(Self.one)/revoke", summary: "Take the tokens back at the provider, and end the grant here",
                scope: .needs(.connectionsWrite), role: .team(.write),
                audit: .nothing(because: "a connection without a grant has nothing to revoke; else the engine writes"),
                handler: revoke),
        ]
    }

    private func health(_ call: Call) async throws -> Response {
        let report = try await connections.health(of: try call.identifier("connectionId"), for: call.caller)
        return Response(json: ["health": ConnectionHealth(report).json])
    }

    private func events(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let page = input.page(sortedBy: .id)
        let before = input.query.array("before")?.first.flatMap { Int64($0) }
        try input.check()
        let events = try await connections.events(
            of: try call.identifier("connectionId"), before: before, limit: min(page.limit, Self.eventsMax),
            for: call.caller)
        return Response(json: ["events": .array(events.map { TenonWire.AuditEvent($0).json })])
    }

    private func reveal(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let seconds = input.optionalSeconds(body: "minimumLifetimeSeconds", atMost: Self.lifetimeSecondsMax)
        try input.check()
        let revealed = try await connections.reveal(
            try call.identifier("connectionId"), minimumLifetime: seconds, for: call.caller)
        var body: JSONObject = ["type": revealed.isToken ? "token" : "values"]
        if revealed.isToken {
            for member in revealed.values { body.append(member.name, member.value) }
        } else {
            // Apart, because a person's values may have any name.
            body.append("values", .object(revealed.values))
        }
        body.append("expiresAt", JSON(revealed.expiresAt?.iso8601))
        body.append("scopes", JSON(revealed.connection.grantedScopes))
        return Response(json: ["credentials": .object(body)])
    }

    private func revoke(_ call: Call) async throws -> Response {
        let outcome = try await connections.revoke(try call.identifier("connectionId"), for: call.caller)
        return Response(
            json: ["revocation": ["outcome": .string(outcome.word), "reason": JSON(outcome.reason)]])
    }
}

extension Input {
    /// A number of seconds from 0, `nil` when it is missing or `null`.
    mutating func optionalSeconds(body name: String, atMost most: Int64) -> Duration? {
        guard let value = body?[name], !value.isNull else { return nil }
        guard let seconds = value.int, (0...most).contains(seconds) else {
            faults.invalid(name, "must be a whole number from 0 to \(most)")
            return nil
        }
        return .seconds(seconds)
    }
}

extension TenonWire.ConnectionHealth {
    init(_ report: Connections.HealthReport) {
        let connection = report.connection
        let grant = connection.grant
        self.init(
            status: connection.health.rawValue, reason: connection.healthSentence,
            lastVerified: connection.verifiedAt?.iso8601, lastRefreshed: grant.refreshedAt?.iso8601,
            nextRefresh: grant.refreshDueAt?.iso8601, tokenExpires: grant.tokenExpiresAt?.iso8601,
            requestedScopes: connection.requestedScopes, grantedScopes: connection.grantedScopes,
            missingScopes: connection.missingScopes,
            trouble: grant.trouble.map { trouble in
                Trouble(
                    reason: trouble.reason.rawValue, message: trouble.message, at: trouble.at.iso8601,
                    attempts: Int64(trouble.count), retryAt: trouble.retryAt?.iso8601)
            }, nextVerification: report.nextCheckAt?.iso8601, lastUsed: report.usage.lastUsedAt?.iso8601,
            errorRate: report.errorRate.map { ($0 * 10_000).rounded() / 10_000 },
            usage: TenonWire.ConnectionUsage(report.usage))
    }
}

extension TenonWire.ConnectionUsage {
    init(_ usage: TenonDomain.ConnectionUsage) {
        let bucket = { (bucket: TenonDomain.ConnectionUsage.Bucket) in
            Bucket(at: bucket.start.iso8601, uses: Int64(bucket.uses), errors: Int64(bucket.failures))
        }
        self.init(
            hours: usage.hours.map(bucket), days: usage.days.map(bucket),
            callers: usage.callers.map { caller in
                Caller(
                    userId: caller.userID.rawValue, userName: caller.userName, tokenId: caller.tokenID.rawValue,
                    tokenLabel: caller.tokenLabel, uses: Int64(caller.uses), errors: Int64(caller.failures),
                    lastUsed: caller.lastAt.iso8601)
            })
    }
}

extension TenonDomain.Connection {
    /// The state in a sentence, with what to do about it.
    var healthSentence: String {
        if let trouble = grant.trouble {
            let words = trouble.words
            return words.prefix(1).uppercased() + words.dropFirst()
                + (trouble.isTerminal ? " A person has to authorize the connection again." : "")
        }
        switch health {
        case .ok where !missingScopes.isEmpty: return "The credential is good, but lacks scopes that were asked for."
        case .ok: return "The credential was good when the third party was asked last."
        case .unknown: return "Nobody has asked the third party since the credential was stored."
        case .failing: return "The third party said that the credential is not good."
        case .unauthorized: return "A person has to authorize the connection."
        case .needsReauthorization: return "A person has to authorize the connection again."
        }
    }
}

extension TenonWire.AuditEvent {
    init(_ event: TenonDomain.AuditEvent) {
        let draft = event.draft
        self.init(
            sequence: event.sequence, at: draft.at.iso8601, action: draft.action.rawValue, subject: draft.subject,
            teamId: draft.teamID?.rawValue, userId: draft.actor.userID?.rawValue,
            tokenId: draft.actor.tokenID?.rawValue, address: draft.actor.address, requestId: draft.actor.requestID,
            details: JSON.object(draft.details).text())
    }
}
