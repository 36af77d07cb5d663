// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct WebhookShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a webhook, and why it was switched off if it was.",
        discussion: """
            Example:
              tenon webhook show 3
            """)

    @Argument(help: ArgumentHelp("The webhook.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .webhook(id))) { WebhookColumns.lines(of: $0["webhook"] ?? .null) }
    }
}
