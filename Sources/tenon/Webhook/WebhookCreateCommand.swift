// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct WebhookCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a webhook and print its secret, this once.",
        discussion: """
            Events are signed with the secret, as the Standard Webhooks specification says; the receiver needs it to \
            tell them from forgeries.

            Examples:
              tenon webhook create https://ops.example.com/tenon
              tenon webhook create https://ops.example.com/tenon --team 1 --event connection.broken \\
                  --event connection.recovered
            """)

    @Argument(help: ArgumentHelp("Where events are sent.", valueName: "receiver"))
    var receiver: String

    @Option(help: "The webhook's name (default: the receiver's host).")
    var name: String?

    @Option(help: ArgumentHelp("An event to send; can be repeated (default: all).", valueName: "event"))
    var event: [String] = []

    @Option(help: ArgumentHelp("The team whose connections it is about (default: all teams).", valueName: "id"))
    var team: Int64?

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(
            to: .createWebhook(url: receiver, name: name, events: event.isEmpty ? nil : event, team: team))
        server.show(answer) { [Table.text(of: $0, "webhook.secret")] }
        if !server.json {
            Output.note("Webhook \(Table.text(of: answer, "webhook.id")). Keep the secret: it is not shown again.")
        }
    }
}
