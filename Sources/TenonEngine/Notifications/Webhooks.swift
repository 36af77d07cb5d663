// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
internal import TenonJSON
internal import TenonVault

/// Where an organization is told what happens to its connections; for its owners.
package struct Webhooks: Sendable {
    /// What a person sends to make a webhook, or to change it.
    package struct Draft: Sendable {
        /// The host when `nil`.
        package var name: String?
        package var url: String?
        /// All there are when `nil`.
        package var events: [String]?
        package var isEnabled: Bool?

        package init(name: String? = nil, url: String? = nil, events: [String]? = nil, isEnabled: Bool? = nil) {
            self.name = name
            self.url = url
            self.events = events
            self.isEnabled = isEnabled
        }
    }

    /// A webhook with the secret that is shown this once.
    package struct Made: Sendable {
        package let webhook: Webhook
        package let secret: Secret
        /// Until when the secret from before signs along; `nil` for a new webhook.
        package let formerEndsAt: Timestamp?
    }

    let store: any WebhookStore
    let access: any AccessStore
    let sender: WebhookSender

    package init(store: any WebhookStore, access: any AccessStore, sender: WebhookSender) {
        self.store = store
        self.access = access
        self.sender = sender
    }

    package func list(page: Page, for caller: Caller) async throws -> [Webhook] {
        try caller.principal.requireOrganizationOwner()
        return try await store.webhooks(of: caller.organizationID, page: page)
    }

    package func webhook(_ id: WebhookID, for caller: Caller) async throws -> Webhook {
        try caller.principal.requireOrganizationOwner()
        guard let webhook = try await store.webhook(id, of: caller.organizationID) else { throw Self.missing }
        return webhook
    }

    /// Makes a webhook about the connections of a team, or of all teams; `faults` are those the caller found already.
    package func create(
        _ draft: Draft, about team: TeamID?, faults: Faults = Faults(), for caller: Caller
    ) async throws -> Made {
        try caller.principal.requireOrganizationOwner()
        let organization = caller.organizationID
        var faults = faults
        let events = Self.check(draft, into: &faults)
        try faults.check()
        guard let url = draft.url else { throw TenonError.validation(.missing, ["parameter": "url"]) }
        // The organization's first team lends its data key where there is none to ask.
        let teams = try await access.teams(in: organization, of: nil, page: Page(limit: 1, sortBy: .id))
        guard let keyTeam = team ?? teams.first?.id else {
            throw TenonError(.conflict, .noTeam)
        }
        guard try await access.team(keyTeam)?.organizationID == organization else { throw TenonError.notFound("Team") }
        let now = sender.clock.now()
        let new = NewWebhook(
            organizationID: organization, teamID: team, name: draft.name ?? Self.host(of: url), url: url,
            events: events ?? WebhookEvent.selectable, keyTeamID: keyTeam, createdAt: now)
        let secret = WebhookSignature.newSecret(from: sender.randomness)
        let sealer = try await sender.vault.sealer(for: keyTeam)
        let audit = caller.audit(
            .webhookCreated, team: team, subject: nil,
            details: ["host": .string(Self.host(of: url)), "events": JSON(new.events.map(\.rawValue))], at: now)
        let webhook = try await store.insert(new, audit: audit) { id in
            try sealer.seal(secret, in: .webhook(id), version: 1)
        }
        return Made(webhook: webhook, secret: secret, formerEndsAt: nil)
    }

    package func update(
        _ id: WebhookID, _ draft: Draft, faults: Faults = Faults(), for caller: Caller
    ) async throws -> Webhook {
        try caller.principal.requireOrganizationOwner()
        var faults = faults
        let change = WebhookChange(
            name: draft.name, url: draft.url, events: Self.check(draft, into: &faults), isEnabled: draft.isEnabled)
        if change == WebhookChange() { faults.add(.nothingToChange) }
        try faults.check()
        let now = sender.clock.now()
        var details: JSONObject = ["fields": JSON(draft.fields)]
        if let url = draft.url { details["host"] = .string(Self.host(of: url)) }
        let audit = caller.audit(.webhookChanged, team: nil, subject: "webhook:\(id)", details: details, at: now)
        let changed = try await store.update(id, of: caller.organizationID, change, at: now, audit: audit)
        guard let changed else { throw Self.missing }
        return changed
    }

    /// Makes a new secret, which is shown this once; the one from before signs along for `grace`.
    ///
    /// - Throws: ``TenonError`` `conflict` when somebody else did the same at the same time.
    package func rotateSecret(
        of id: WebhookID, grace: Duration = WebhookSecrets.graceDefault, for caller: Caller
    ) async throws -> Made {
        try caller.principal.requireOrganizationOwner()
        let organization = caller.organizationID
        guard let stored = try await store.secret(of: id, of: organization) else { throw Self.missing }
        let opened = try await sender.vault.open(stored.secret, team: stored.keyTeamID, in: .webhook(id))
        let (now, new) = (sender.clock.now(), WebhookSignature.newSecret(from: sender.randomness))
        let end = now.advanced(by: grace)
        // A former one that cannot be read signs nothing, and does not keep anybody from a new one.
        let secrets =
            WebhookSecrets(sealed: opened)?.rotated(to: new, keepingFormerUntil: end) ?? WebhookSecrets(new)
        let sealer = try await sender.vault.sealer(for: stored.keyTeamID)
        let sealed = try sealer.seal(secrets.sealed, in: .webhook(id), version: stored.secret.version + 1)
        let audit = caller.audit(
            .webhookSecretRotated, team: nil, subject: "webhook:\(id)",
            details: ["formerEnds": .string(end.iso8601)], at: now)
        let webhook = try await store.replaceSecret(
            of: id, of: organization, with: sealed, expectedVersion: stored.secret.version, at: now, audit: audit)
        guard let webhook else { throw Self.missing }
        return Made(webhook: webhook, secret: new, formerEndsAt: end)
    }

    package func delete(_ id: WebhookID, for caller: Caller) async throws {
        try caller.principal.requireOrganizationOwner()
        let audit = caller.audit(.webhookDeleted, team: nil, subject: "webhook:\(id)", at: sender.clock.now())
        guard try await store.delete(id, of: caller.organizationID, audit: audit) else { throw Self.missing }
    }

    /// Sends an event of the kind `webhook.test` now, and says what came of it.
    package func test(_ id: WebhookID, for caller: Caller) async throws -> WebhookDelivery {
        try caller.principal.requireOrganizationOwner()
        let now = sender.clock.now()
        let audit = caller.audit(.webhookTested, team: nil, subject: "webhook:\(id)", at: now)
        let claimed = try await store.insertTest(
            for: id, of: caller.organizationID, at: now, until: now.advanced(by: WebhookCourier.claimDuration),
            audit: audit)
        guard let claimed else { throw Self.missing }
        _ = try await store.record(try await sender.attempt(claimed), of: claimed)
        guard let delivery = try await store.delivery(claimed.delivery.id, to: id) else { throw Self.missing }
        return delivery
    }

    /// What is on its way, what arrived, and what was given up: the newest first, unless the page says otherwise.
    package func deliveries(of id: WebhookID, page: Page, for caller: Caller) async throws -> [WebhookDelivery] {
        _ = try await webhook(id, for: caller)
        return try await store.deliveries(of: id, page: page)
    }

    // MARK: - Checks

    private static let missing = TenonError.notFound("Webhook")

    /// The events, `nil` when the draft has none.
    private static func check(_ draft: Draft, into faults: inout Faults) -> [WebhookEvent]? {
        if let name = draft.name { DisplayName.check(name, as: "name", into: &faults) }
        if let url = draft.url, !Authorizer.isReturnURL(url) {
            faults.invalid("url", .webURLWithoutUser)
        }
        guard let names = draft.events else { return nil }
        let known = names.compactMap { name in WebhookEvent.selectable.first { $0.rawValue == name } }
        if known.count != names.count || known.isEmpty {
            let choices = WebhookEvent.selectable.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            faults.invalid("events", .events, ["choices": choices])
        }
        // Each once, in one order.
        return WebhookEvent.selectable.filter(known.contains)
    }

    private static func host(of url: String) -> String {
        (try? WebAddress(url))?.hostInURL ?? ""  // checked before
    }
}

extension Webhooks.Draft {
    /// What it says something about.
    fileprivate var fields: [String] {
        [("name", name != nil), ("url", url != nil), ("events", events != nil), ("enabled", isEnabled != nil)]
            .filter(\.1).map(\.0)
    }
}
