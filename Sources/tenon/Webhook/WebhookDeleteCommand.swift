// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct WebhookDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a webhook, and what is on its way to it.",
        discussion: """
            Example:
              tenon webhook delete 3
            """)

    @Argument(help: ArgumentHelp("The webhook.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .deleteWebhook(id))) { _ in ["Webhook \(id) has been deleted."] }
    }
}
