// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP

/// What stands in the form of a webhook.
struct WebhookForm {
    var name = ""
    var url = ""
    var team = ""
    var events = Set(WebhookEvent.selectable.map(\.rawValue))

    init() {}

    init(_ webhook: Webhook) {
        name = webhook.name
        url = webhook.url
        events = Set(webhook.events.map(\.rawValue))
    }

    init(_ form: Query) {
        name = form.text("name") ?? ""
        url = form.text("url") ?? ""
        team = form.text("team") ?? ""
        events = Set(form.values("event"))
    }

    var draft: Webhooks.Draft {
        Webhooks.Draft(name: name.isEmpty ? nil : name, url: url, events: events.sorted())
    }

    func choices(_ strings: Strings) -> [Choice] {
        WebhookEvent.selectable.map {
            Choice(
                value: $0.rawValue, label: strings("webhookEvents.\($0.rawValue.replacing(".", with: "-"))"),
                isChosen: events.contains($0.rawValue))
        }
    }
}

/// What the list of webhooks shows.
struct WebhookListView {
    struct Row {
        let id: String
        let name: String
        let url: String
        let team: String
        let badge: String
        let tone: String
    }

    let rows: [Row]
    let hasRows: Bool
    let name: String
    let url: String
    let teams: [Choice]
    let events: [Choice]
    let isOpen: Bool
    let hasFaults: Bool
    let faults: [String]

    init(webhooks: [Webhook], teams: [Team], form: WebhookForm, error: TenonError?, strings: Strings) {
        let names = Dictionary(teams.map { ($0.id, $0.name) }) { first, _ in first }
        rows = webhooks.map { webhook in
            let state = WebhookListView.state(of: webhook)
            return Row(
                id: webhook.id.description, name: webhook.name, url: webhook.url,
                team: webhook.teamID.flatMap { names[$0] } ?? strings("webhooks.allTeams"),
                badge: strings("webhooks.\(state.name)"), tone: state.tone)
        }
        hasRows = !rows.isEmpty
        (name, url) = (form.name, form.url)
        self.teams =
            [Choice(value: "", label: strings("webhooks.allTeams"), isChosen: form.team.isEmpty)]
            + teams.map {
                Choice(value: $0.id.description, label: $0.name, isChosen: $0.id.description == form.team)
            }
        events = form.choices(strings)
        isOpen = error != nil
        hasFaults = error != nil
        faults = strings.sentences(of: error)
    }

    /// The name of its text, and of its colour.
    static func state(of webhook: Webhook) -> (name: String, tone: String) {
        if !webhook.isEnabled { return ("off", "quiet") }
        return webhook.failingSince == nil ? ("on", "good") : ("failing", "bad")
    }
}

/// What the page of a webhook shows.
struct WebhookView {
    struct Delivery {
        let event: String
        let at: String
        let atText: String
        let badge: String
        let tone: String
        let attempts: String
        let answer: String
        let next: String?
    }

    let id: String
    let heading: String
    let name: String
    let url: String
    let events: [Choice]
    let isEnabled: Bool
    let disabledReason: String?
    let badge: String
    let tone: String
    let deliveries: [Delivery]
    let hasDeliveries: Bool
    let hasFaults: Bool
    let faults: [String]

    init(
        webhook: Webhook, deliveries: [WebhookDelivery], form: WebhookForm, error: TenonError?, strings: Strings
    ) {
        id = webhook.id.description
        heading = webhook.name
        (name, url) = (form.name, form.url)
        events = form.choices(strings)
        isEnabled = webhook.isEnabled
        disabledReason = webhook.disabledReason.map { stored in
            let text = strings.words(ofStored: stored)
            // The other reason the server has is that nothing has arrived for days.
            return text == stored
                ? strings("webhooks.failedSince", ["time": webhook.failingSince?.shortText ?? ""]) : text
        }
        let state = WebhookListView.state(of: webhook)
        (badge, tone) = (strings("webhooks.\(state.name)"), state.tone)
        self.deliveries = deliveries.map { delivery in
            let tones: [WebhookDelivery.State: String] = [.pending: "warn", .delivered: "good", .failed: "bad"]
            return Delivery(
                event: delivery.event.rawValue, at: delivery.createdAt.iso8601, atText: delivery.createdAt.shortText,
                badge: strings("webhooks.\(delivery.state.rawValue)"), tone: tones[delivery.state] ?? "quiet",
                attempts: String(delivery.attempts),
                answer: WebhookView.answer(delivery, strings),
                next: delivery.state == .pending ? delivery.dueAt?.shortText : nil)
        }
        hasDeliveries = !deliveries.isEmpty
        hasFaults = error != nil
        faults = strings.sentences(of: error)
    }

    /// What the receiver said last, or why it could not say anything.
    private static func answer(_ delivery: WebhookDelivery, _ strings: Strings) -> String {
        if let status = delivery.lastStatus { return strings("webhooks.status", ["status": String(status)]) }
        return delivery.lastError.map(strings.words(ofStored:)) ?? "–"
    }
}
