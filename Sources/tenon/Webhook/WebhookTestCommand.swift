// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct WebhookTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send a webhook an event now, to see that it arrives.",
        discussion: """
            Exit codes: 0 it arrived, 2 it did not, and those of every command: 1, 64, 69.

            Example:
              tenon webhook test 3
            """)

    static let notDelivered: Int32 = 2

    @Argument(help: ArgumentHelp("The webhook.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .testWebhook(id))
        let isDelivered = answer["delivery"]?["state"]?.string == "delivered"
        server.show(answer) { _ in isDelivered ? ["The event arrived."] : [] }
        guard isDelivered else {
            throw CommandFailure(
                ["The event did not arrive.", "  " + Table.text(of: answer, "delivery.lastError")],
                exitCode: Self.notDelivered)
        }
    }
}
