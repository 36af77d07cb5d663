// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct WebhookDeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "Show what was sent to a webhook and what waits, the newest first.",
        discussion: """
            What arrived or was given up is kept for 7 days; --json shows what was sent, too.

            Example:
              tenon webhook deliveries 3 --limit 20
            """)

    /// What the server answers at most.
    static let limitMax = 10_000

    @Argument(help: ArgumentHelp("The webhook.", valueName: "id"))
    var id: Int64

    @Option(help: ArgumentHelp("The most deliveries, \(limitMax) at most.", valueName: "count"))
    var limit: Int = 50

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (1...Self.limitMax).contains(limit) else {
            throw ValidationError("The limit must be from 1 to \(Self.limitMax).")
        }
    }

    func run() async throws {
        server.show(
            try await server.answer(to: .deliveries(toWebhook: id, limit: limit)), rows: "deliveries",
            WebhookColumns.deliveries)
    }
}
