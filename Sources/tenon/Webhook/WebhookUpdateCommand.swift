// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct WebhookUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a webhook, or switch it on or off.",
        discussion: """
            What is left out stays. Switched on, a webhook forgets its failures; switched off, it forgets what waited.

            Examples:
              tenon webhook update 3 --enable
              tenon webhook update 3 --receiver https://ops.example.com/new --event connection.broken
            """)

    @Argument(help: ArgumentHelp("The webhook.", valueName: "id"))
    var id: Int64

    @Option(help: ArgumentHelp("Where events are sent.", valueName: "url"))
    var receiver: String?

    @Option(help: "The webhook's name.")
    var name: String?

    @Option(help: ArgumentHelp("An event to send, in place of those before; can be repeated.", valueName: "event"))
    var event: [String] = []

    @Flag(help: "Switch it on.")
    var enable = false

    @Flag(help: "Switch it off.")
    var disable = false

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard !(enable && disable) else { throw ValidationError("--enable and --disable exclude each other.") }
    }

    func run() async throws {
        let call = Call.updateWebhook(
            id, url: receiver, name: name, events: event.isEmpty ? nil : event,
            enabled: enable ? true : disable ? false : nil)
        server.show(try await server.answer(to: call)) { WebhookColumns.lines(of: $0["webhook"] ?? .null) }
    }
}
