// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import TenonStore
import Testing

/// What webhooks and their deliveries promise.
@Suite(.temporaryDirectory) struct WebhookStoreContract {
    @Test(arguments: Backend.allCases)
    func `a webhook comes back as it was made, and is bounded in number`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let organization = fixture.team.organizationID
        let made = try await fixture.addWebhook("b", team: fixture.team.id, events: [.broken, .recovered])
        #expect(made.events == [.broken, .recovered])
        #expect(made.teamID == fixture.team.id && made.isEnabled && made.failingSince == nil)
        #expect(try await fixture.webhooks.webhook(made.id, of: organization) == made)
        #expect(try await fixture.webhooks.webhook(made.id, of: OrganizationID(99)) == nil)
        for number in 1..<Webhook.perOrganizationMax { try await fixture.addWebhook("a\(number)") }
        #expect(await code { try await fixture.addWebhook("too many") } == .conflict)
        let listed = try await fixture.webhooks.webhooks(of: organization, page: Page(limit: 2, offset: 48))
        #expect(listed.map(\.name) == ["a9", "b"])
        #expect(try await fixture.webhooks.webhooks(of: OrganizationID(99), page: Page()).isEmpty)
    }

    @Test(arguments: Backend.allCases)
    func `a secret is replaced once for each version of it`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (hook, organization) = (try await fixture.addWebhook(), fixture.team.organizationID)
        let stored = try #require(try await fixture.webhooks.secret(of: hook.id, of: organization))
        let next = SealedSecret(keyID: stored.secret.keyID, version: stored.secret.version + 1, box: [7])
        func replace(in organization: OrganizationID, expecting version: Int64) async throws -> Webhook? {
            try await fixture.webhooks.replaceSecret(
                of: hook.id, of: organization, with: next, expectedVersion: version, at: Fixture.after(9),
                audit: fixture.draft(.webhookSecretRotated))
        }
        let before = try await fixture.entries().count
        #expect(try await replace(in: OrganizationID(99), expecting: 1) == nil)
        #expect(try await fixture.webhooks.secret(of: hook.id, of: OrganizationID(99)) == nil)
        #expect(try await replace(in: organization, expecting: stored.secret.version)?.updatedAt == Fixture.after(9))
        #expect(await code { _ = try await replace(in: organization, expecting: stored.secret.version) } == .conflict)
        let now = try #require(try await fixture.webhooks.secret(of: hook.id, of: organization))
        #expect(now.secret == next && now.keyTeamID == stored.keyTeamID)
        #expect(try await fixture.entries().count == before + 1)
    }

    @Test(arguments: Backend.allCases)
    func `what happens to connections is told in the transaction in which it happens`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let all = try await fixture.addWebhook("all")
        let foreign = try await fixture.addWebhook("other", team: other.id)
        let some = try await fixture.addWebhook("some", team: fixture.team.id, events: [.broken, .deleted])
        let connection = try await fixture.addConnection(scopes: ["a"])
        try await fixture.verify(connection, .ok)
        try await fixture.verify(connection, .failing)
        try await fixture.verify(connection, .failing)
        try await fixture.verify(connection, .ok)
        #expect(try await fixture.told(all) == [.created, .broken, .recovered])
        try await fixture.authorize(connection, token: Fixture.token(scopes: ["a"]), requested: ["a", "b"])
        #expect(try await fixture.told(all).last == .scopeMissing)
        try await fixture.grants.recordMissingScopes(["c"], of: connection.id, in: connection.teamID, at: Fixture.now)
        try await fixture.grants.recordMissingScopes(["c"], of: connection.id, in: connection.teamID, at: Fixture.now)
        try await fixture.grants.endGrant(
            of: connection.id, in: connection.teamID, trouble: Fixture.trouble(.revoked),
            audit: fixture.draft(.connectionRevoked))
        try await fixture.authorize(
            connection, expecting: 2, token: Fixture.token(scopes: ["a", "b"]), isVerified: false)
        _ = try await fixture.connections.delete(
            connection.id, in: connection.teamID, evenIfUsed: true, audit: fixture.draft(.connectionDeleted))
        #expect(
            try await fixture.told(all) == [
                .created, .broken, .recovered, .scopeMissing, .scopeMissing, .broken, .recovered, .deleted,
            ])
        #expect(try await fixture.told(foreign).isEmpty)
        #expect(try await fixture.told(some) == [.broken, .broken, .deleted])
        let deliveries = try await fixture.webhooks.deliveries(of: all.id, page: Page(sortBy: .id))
        let told = try deliveries.map { try JSONReader.read($0.payload) }
        #expect(told.map { $0["type"]?.string } == deliveries.map(\.event.rawValue))
        #expect(told[1]["data"]?["health"] == "failing" && told[1]["data"]?["reason"] == "rejected")
        #expect(told[4]["data"]?["missingScopes"] == ["b", "c"])
        #expect(told[5]["data"]?["reason"] == "revoked")
        #expect(told.allSatisfy { $0["data"]?["connectionId"]?.int == connection.id.rawValue })
        #expect(Set(deliveries.map(\.messageID)).count == deliveries.count)
    }

    @Test(arguments: Backend.allCases)
    func `a refresh that ends the grant is told, and one that waits is not`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let hook = try await fixture.addWebhook(events: [.broken, .recovered])
        let connection = try await fixture.addConnection()
        #expect(try await fixture.fail(try await fixture.lease(connection), Fixture.trouble(.provider)))
        #expect(try await fixture.told(hook).isEmpty, "a provider that is down breaks nothing")
        let lease = try await fixture.lease(connection)
        #expect(try await fixture.fail(lease, Fixture.trouble(.rejected)))
        #expect(try await fixture.told(hook) == [.broken])
    }

    @Test(arguments: Backend.allCases)
    func `a change that does not happen is not told`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let hook = try await fixture.addWebhook()
        _ = try await fixture.database.write { try $0.change("DELETE FROM audit_heads") }
        #expect(await code { try await fixture.addConnection("unseen") } == .internalError)
        #expect(try await fixture.told(hook).isEmpty)
    }

    @Test(arguments: Backend.allCases)
    func `deliveries are taken once, a few for each webhook, and come again when nobody finishes`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let (one, two) = (try await fixture.addWebhook("one"), try await fixture.addWebhook("two"))
        for number in 0..<6 { try await fixture.addConnection("c\(number)") }
        let claims = try await withThrowingTaskGroup(of: [ClaimedDelivery].self) { group in
            for _ in 0..<4 { group.addTask { try await fixture.claim(limit: 12) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(claims.map(\.delivery.id)).count == claims.count, "nobody twice")
        let rest = try await fixture.claim(excluding: [one.id])
        #expect(rest.allSatisfy { $0.webhook.id == two.id })
        #expect(claims.first?.secret == fixture.box("webhook secret"))
        let again = try await fixture.claim(at: 61, limit: 100)
        #expect(again.count == 8, "four for each")
        let taken = Set(again.map(\.delivery.id))
        let late = try #require(claims.first { taken.contains($0.delivery.id) })
        let result = DeliveryResult(at: Fixture.now, status: 200, error: nil, consequence: .delivered)
        #expect(try await !fixture.webhooks.record(result, of: late), "the one who was away too long changes nothing")
    }

    @Test(arguments: Backend.allCases)
    func `what came of an attempt is written down, and what follows`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let hook = try await fixture.addWebhook()
        let organization = fixture.team.organizationID
        for number in 0..<2 { try await fixture.addConnection("c\(number)") }
        func current() async throws -> Webhook {
            try #require(try await fixture.webhooks.webhook(hook.id, of: organization))
        }
        let first = try #require(try await fixture.claim(limit: 1).first)
        let retry = DeliveryResult(
            at: Fixture.after(1), status: 500, error: "No.", consequence: .retry(at: Fixture.after(30)))
        #expect(try await fixture.webhooks.record(retry, of: first))
        let stored = try #require(try await fixture.webhooks.delivery(first.delivery.id, to: hook.id))
        #expect(stored.state == .pending && stored.attempts == 1 && stored.dueAt == Fixture.after(30))
        #expect(stored.lastStatus == 500 && stored.lastError == "No." && stored.lastAttemptAt == Fixture.after(1))
        #expect(try await current().failingSince == Fixture.after(1))
        let again = try #require(try await fixture.claim(at: 31).first { $0.delivery.id == first.delivery.id })
        #expect(again.delivery.messageID == first.delivery.messageID)
        let done = DeliveryResult(at: Fixture.after(32), status: 204, error: nil, consequence: .delivered)
        #expect(try await fixture.webhooks.record(done, of: again))
        #expect(try await current().failingSince == nil)
        let last = try #require(try await fixture.claim(at: 100).first)
        let end = DeliveryResult(
            at: Fixture.after(100), status: 410, error: "Gone.", consequence: .disabled(reason: "It is gone."))
        try await fixture.addConnection("waits")
        #expect(try await fixture.webhooks.record(end, of: last))
        #expect(try await current().isEnabled == false)
        #expect(try await current().disabledReason == "It is gone.")
        #expect(try await fixture.claim(at: 1000, limit: 100).isEmpty, "what waited is given up")
        #expect(try await fixture.entries().last?.draft.action == .webhookDisabled)
        try await fixture.addConnection("unheard")
        #expect(try await fixture.told(hook).count == 3)
        let change = WebhookChange(isEnabled: true)
        let audit = fixture.draft(.webhookChanged)
        let revived = try await fixture.webhooks.update(
            hook.id, of: organization, change, at: Fixture.now, audit: audit)
        #expect(revived?.isEnabled == true && revived?.disabledReason == nil && revived?.failingSince == nil)
        #expect(try await fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `a change keeps what it does not name, and off gives up what waits`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (hook, organization) = (try await fixture.addWebhook(), fixture.team.organizationID)
        try await fixture.addConnection()
        func update(_ change: WebhookChange) async throws -> Webhook? {
            try await fixture.webhooks.update(
                hook.id, of: organization, change, at: Fixture.after(9), audit: fixture.draft(.webhookChanged))
        }
        let renamed = try #require(try await update(WebhookChange(name: "new")))
        #expect(renamed.name == "new" && renamed.url == hook.url && renamed.events == hook.events && renamed.isEnabled)
        let off = try #require(try await update(WebhookChange(events: [.deleted], isEnabled: false)))
        #expect(!off.isEnabled && off.disabledReason == nil && off.events == [.deleted])
        let state = try await fixture.webhooks.deliveries(of: hook.id, page: Page()).map(\.state)
        #expect(state == [.failed])
        let foreign = try await fixture.webhooks.update(
            hook.id, of: OrganizationID(99), WebhookChange(name: "x"), at: Fixture.now,
            audit: fixture.draft(.webhookChanged))
        #expect(foreign == nil)
        #expect(
            try await !fixture.webhooks.delete(hook.id, of: OrganizationID(99), audit: fixture.draft(.webhookDeleted)))
        #expect(try await fixture.webhooks.delete(hook.id, of: organization, audit: fixture.draft(.webhookDeleted)))
        for table in ["webhooks", "webhook_secrets", "webhook_deliveries"] {
            #expect(try await fixture.count(table) == 0, "\(table)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a test is taken by whoever makes it, and old ends are deleted`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (hook, organization) = (try await fixture.addWebhook(), fixture.team.organizationID)
        let claimed = try await fixture.webhooks.insertTest(
            for: hook.id, of: organization, at: Fixture.now, until: Fixture.after(60),
            audit: fixture.draft(.webhookTested))
        let test = try #require(claimed)
        #expect(try await fixture.claim(at: 1).isEmpty)
        let failed = DeliveryResult(at: Fixture.now, status: nil, error: "No.", consequence: .givenUp)
        #expect(try await fixture.webhooks.record(failed, of: test))
        #expect(try await fixture.webhooks.webhook(hook.id, of: organization)?.failingSince == nil)
        let none = try await fixture.webhooks.insertTest(
            for: WebhookID(99), of: organization, at: Fixture.now, until: Fixture.now,
            audit: fixture.draft(.webhookTested))
        #expect(none == nil)
        try await fixture.addConnection()
        #expect(try await fixture.webhooks.removeEnded(before: Fixture.now, limit: 5) == 0)
        #expect(try await fixture.webhooks.removeEnded(before: Fixture.after(1), limit: 5) == 1)
        #expect(try await fixture.told(hook) == [.created], "what waits stays")
    }
}
