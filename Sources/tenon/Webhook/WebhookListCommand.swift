// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct WebhookListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the organization's webhooks.",
        discussion: """
            Example:
              tenon webhook list
            """)

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .webhooks), rows: "webhooks", WebhookColumns.list)
    }
}
