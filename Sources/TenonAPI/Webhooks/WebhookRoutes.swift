// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/webhooks`: where the organization is told what happens to its connections.
struct WebhookRoutes: Sendable {
    let webhooks: Webhooks

    private static let all = "/api/v2/webhooks"
    private static let one = "/api/v2/webhooks/{webhookId}"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List the organization's webhooks", scope: .needs(.organizationsRead),
                role: .organizationOwner, audit: .nothing(because: "shows no secret"), handler: list),
            Route(
                .post, Self.all, summary: "Make a webhook", scope: .needs(.organizationsWrite),
                role: .organizationOwner, audit: .writes(.webhookCreated), handler: create),
            Route(
                .get, Self.one, summary: "Read a webhook", scope: .needs(.organizationsRead),
                role: .organizationOwner, audit: .nothing(because: "shows no secret"), handler: show),
            Route(
                .patch, Self.one, summary: "Change a webhook", scope: .needs(.organizationsWrite),
                role: .organizationOwner, audit: .writes(.webhookChanged), handler: update),
            Route(
                .delete, Self.one, summary: "Delete a webhook", scope: .needs(.organizationsWrite),
                role: .organizationOwner, audit: .writes(.webhookDeleted), handler: delete),
            Route(
                .post, "\(Self.one)/test", summary: "Send a webhook an event now, to see that it arrives",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.webhookTested),
                handler: test),
            Route(
                .post, "\(Self.one)/secret", summary: "Make a new secret for a webhook",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.webhookSecretRotated),
                handler: rotateSecret),
            Route(
                .get, "\(Self.one)/deliveries", summary: "List what was sent to a webhook, and what waits",
                scope: .needs(.organizationsRead), role: .organizationOwner,
                audit: .nothing(because: "events hold no secret"), handler: deliveries),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let page = input.page(sortedBy: .name)
        try input.check()
        let found = try await webhooks.list(page: page, for: call.caller)
        return Response("webhooks", found.map { TenonWire.Webhook($0).json }, page: page)
    }

    private func create(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let team: TeamID? = input.optionalIdentifier(body: "teamId")
        let url = input.text(body: "url")
        var draft = Webhooks.Draft(&input)
        draft.url = url
        let made = try await webhooks.create(draft, about: team, faults: input.faults, for: call.caller)
        return answer(made)
    }

    private func rotateSecret(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let grace = input.optionalSeconds(body: "graceSeconds", atMost: WebhookSecrets.graceSecondsMax)
        try input.check()
        let made = try await webhooks.rotateSecret(
            of: try call.identifier("webhookId"), grace: grace ?? WebhookSecrets.graceDefault, for: call.caller)
        return answer(made)
    }

    /// The one kind of answer that holds the secret.
    private func answer(_ made: Webhooks.Made) -> Response {
        var body = TenonWire.Webhook(made.webhook)
        body.secret = made.secret.reveal()
        body.formerSecretEnds = made.formerEndsAt?.iso8601
        return Response("webhook", body.json)
    }

    private func show(_ call: Call) async throws -> Response {
        let webhook = try await webhooks.webhook(try call.identifier("webhookId"), for: call.caller)
        return Response("webhook", TenonWire.Webhook(webhook).json)
    }

    private func update(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        var draft = Webhooks.Draft(&input)
        draft.url = input.optionalText(body: "url")
        draft.isEnabled = input.optionalBool(body: "enabled")
        let webhook = try await webhooks.update(
            try call.identifier("webhookId"), draft, faults: input.faults, for: call.caller)
        return Response("webhook", TenonWire.Webhook(webhook).json)
    }

    private func delete(_ call: Call) async throws -> Response {
        let id: WebhookID = try call.identifier("webhookId")
        try await webhooks.delete(id, for: call.caller)
        return Response(json: ["webhook": JSON(id.rawValue)])
    }

    private func test(_ call: Call) async throws -> Response {
        let delivery = try await webhooks.test(try call.identifier("webhookId"), for: call.caller)
        return Response("delivery", TenonWire.WebhookDelivery(delivery).json)
    }

    private func deliveries(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let page = input.historyPage()
        try input.check()
        let found = try await webhooks.deliveries(
            of: try call.identifier("webhookId"), page: page, for: call.caller)
        return Response("deliveries", found.map { TenonWire.WebhookDelivery($0).json }, page: page)
    }
}

extension Webhooks.Draft {
    /// What making and changing have in common.
    fileprivate init(_ input: inout Input) {
        self.init(name: input.optionalText(body: "name"), events: input.optionalTexts(body: "events"))
    }
}

extension Input {
    /// True or false, `nil` when the member is missing or `null`.
    fileprivate mutating func optionalBool(body name: String) -> Bool? {
        guard let value = body?[name], !value.isNull else { return nil }
        guard let flag = value.bool else {
            faults.invalid(name, "must be true or false")
            return nil
        }
        return flag
    }
}

extension TenonWire.Webhook {
    init(_ webhook: TenonDomain.Webhook) {
        self.init(
            id: webhook.id.rawValue, name: webhook.name, url: webhook.url, events: webhook.events.map(\.rawValue),
            organizationId: webhook.organizationID.rawValue, teamId: webhook.teamID?.rawValue,
            enabled: webhook.isEnabled, disabledReason: webhook.disabledReason,
            failingSince: webhook.failingSince?.iso8601, created: webhook.createdAt.iso8601,
            updated: webhook.updatedAt.iso8601)
    }
}

extension TenonWire.WebhookDelivery {
    init(_ delivery: TenonDomain.WebhookDelivery) {
        self.init(
            id: delivery.id.rawValue, messageId: delivery.messageID, event: delivery.event.rawValue,
            state: delivery.state.rawValue, attempts: Int64(delivery.attempts),
            nextAttempt: delivery.dueAt?.iso8601, lastAttempt: delivery.lastAttemptAt?.iso8601,
            lastStatus: delivery.lastStatus.map { Int64($0) }, lastError: delivery.lastError,
            created: delivery.createdAt.iso8601, payload: delivery.payload)
    }
}
