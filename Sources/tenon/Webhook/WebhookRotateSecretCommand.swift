// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct WebhookRotateSecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secret", abstract: "Make a new secret for a webhook and print it, this once.",
        discussion: """
            Until the former secret ends, events carry a signature of each, so that the receiver can take its time.

            Examples:
              tenon webhook rotate-secret 3
              tenon webhook rotate-secret 3 --grace 0    # the former one is in the wrong hands
            """)

    /// What the server keeps a former secret for at most: a week.
    static let graceMax: Int64 = 604_800

    @Argument(help: ArgumentHelp("The webhook.", valueName: "id"))
    var id: Int64

    @Option(
        help: ArgumentHelp(
            "For how long the former secret signs along, \(graceMax) at most (default: a day).", valueName: "seconds"))
    var grace: Int64?

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (0...Self.graceMax).contains(grace ?? 0) else {
            throw ValidationError("The time must be from 0 to \(Self.graceMax) seconds.")
        }
    }

    func run() async throws {
        let answer = try await server.answer(to: .rotateWebhookSecret(id, graceSeconds: grace))
        server.show(answer) { [Table.text(of: $0, "webhook.secret")] }
        if !server.json {
            Output.note(
                "Keep the secret: it is not shown again. The former one signs along until "
                    + Table.text(of: answer, "webhook.formerSecretEnds") + ".")
        }
    }
}
