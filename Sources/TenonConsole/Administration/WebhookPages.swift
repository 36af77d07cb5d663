// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/webhooks`: where the organization is told what happens to its connections.
package struct WebhookPages: Sendable {
    private static let deliveriesMax = 50

    let webhooks: Webhooks
    let access: Access
    let pages: Pages

    package init(webhooks: Webhooks, access: Access, pages: Pages) {
        self.webhooks = webhooks
        self.access = access
        self.pages = pages
    }

    package var routes: [Route] {
        let (read, write) = (Route.Scope.needs(.organizationsRead), Route.Scope.needs(.organizationsWrite))
        let owner = Route.Role.organizationOwner
        return [
            Route(
                person: .get, "/webhooks", summary: "The webhooks", scope: read, role: owner,
                audit: .nothing(because: "shows no secret"), handler: list),
            Route(
                person: .post, "/webhooks", summary: "Make a webhook", scope: write, role: owner,
                audit: .writes(.webhookCreated), handler: create),
            Route(
                person: .get, "/webhooks/{webhookId}", summary: "A webhook and what it was sent", scope: read,
                role: owner, audit: .nothing(because: "shows no secret"), handler: show),
            Route(
                person: .post, "/webhooks/{webhookId}", summary: "Change a webhook", scope: write, role: owner,
                audit: .writes(.webhookChanged), handler: update),
            Route(
                person: .post, "/webhooks/{webhookId}/test", summary: "Send a webhook a test", scope: write,
                role: owner, audit: .writes(.webhookTested), handler: test),
            Route(
                person: .post, "/webhooks/{webhookId}/secret", summary: "Make a new secret for a webhook", scope: write,
                role: owner, audit: .writes(.webhookSecretRotated), handler: rotateSecret),
            Route(
                person: .post, "/webhooks/{webhookId}/delete", summary: "Delete a webhook", scope: write, role: owner,
                audit: .writes(.webhookDeleted), handler: delete),
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response { try await listPage(call, WebhookForm()) }

    private func listPage(_ call: PersonCall, _ form: WebhookForm, error: TenonError? = nil) async throws -> Response {
        let view = WebhookListView(
            webhooks: try await webhooks.list(page: Page(), for: call.caller),
            teams: try await access.teams(of: call.principal.organizationID, page: Page(), for: call.caller),
            form: form, error: error, strings: pages.strings)
        return try pages.page(
            "webhooks", view, titled: pages.strings("webhooks.title"), at: .webhooks, for: call,
            status: error.pageStatus)
    }

    private func create(_ call: PersonCall) async throws -> Response {
        let form = WebhookForm(call.form)
        do {
            let made = try await webhooks.create(form.draft, about: TeamID(text: form.team), for: call.caller)
            return try secretPage(call, made, "made")
        } catch let error as TenonError where error.isForThePerson {
            return try await listPage(call, form, error: error)
        }
    }

    private func show(_ call: PersonCall) async throws -> Response { try await page(call) }

    private func page(
        _ call: PersonCall, entered: WebhookForm? = nil, error: TenonError? = nil
    ) async throws -> Response {
        let id: WebhookID = try call.visit.identifier("webhookId")
        let webhook = try await webhooks.webhook(id, for: call.caller)
        let deliveries = try await webhooks.deliveries(
            of: id, page: Page(limit: WebhookPages.deliveriesMax, sortBy: .id, direction: .descending), for: call.caller
        )
        let view = WebhookView(
            webhook: webhook, deliveries: deliveries, form: entered ?? WebhookForm(webhook), error: error,
            strings: pages.strings)
        return try pages.page(
            "webhook", view, titled: webhook.name, at: .webhooks, for: call, status: error.pageStatus)
    }

    private func update(_ call: PersonCall) async throws -> Response {
        let id: WebhookID = try call.visit.identifier("webhookId")
        let form = WebhookForm(call.form)
        do {
            var draft = form.draft
            draft.isEnabled = call.form.text("enabled") == "yes"
            _ = try await webhooks.update(id, draft, for: call.caller)
            return Pages.redirect(to: "/webhooks/\(id)", saying: "webhook-saved")
        } catch let error as TenonError where error.code == .validationFailed {
            return try await page(call, entered: form, error: error)
        }
    }

    private func rotateSecret(_ call: PersonCall) async throws -> Response {
        try secretPage(
            call, try await webhooks.rotateSecret(of: call.visit.identifier("webhookId"), for: call.caller), "rotated")
    }

    /// The one page that holds the secret.
    private func secretPage(_ call: PersonCall, _ made: Webhooks.Made, _ name: String) throws -> Response {
        let strings = pages.strings
        let view = InvitedView(
            heading: strings("webhooks.\(name)Title", ["name": made.webhook.name]),
            text: strings("webhooks.\(name)Text", ["ends": made.formerEndsAt?.shortText ?? ""]),
            url: made.secret.reveal(), backHref: "/webhooks/\(made.webhook.id)", backLabel: made.webhook.name,
            label: strings("webhooks.secret"))
        return try pages.page("once", view, titled: view.heading, at: .webhooks, for: call)
    }

    private func test(_ call: PersonCall) async throws -> Response {
        let id: WebhookID = try call.visit.identifier("webhookId")
        let delivery = try await webhooks.test(id, for: call.caller)
        let isGood = delivery.state == .delivered
        return Pages.redirect(
            to: "/webhooks/\(id)", saying: isGood ? "webhook-arrived" : "webhook-failed", tone: isGood ? "good" : "bad")
    }

    private func delete(_ call: PersonCall) async throws -> Response {
        try await webhooks.delete(try call.visit.identifier("webhookId"), for: call.caller)
        return Pages.redirect(to: "/webhooks", saying: "webhook-deleted")
    }
}
