// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Tell programs of your own what happens to connections.",
        discussion: """
            For owners of the organization. Events: connection.created, connection.broken, connection.recovered, \
            connection.expiring, connection.scope_missing, connection.deleted.
            """,
        subcommands: [
            WebhookListCommand.self, WebhookCreateCommand.self, WebhookShowCommand.self, WebhookUpdateCommand.self,
            WebhookDeleteCommand.self, WebhookTestCommand.self, WebhookRotateSecretCommand.self,
            WebhookDeliveriesCommand.self,
        ])
}
