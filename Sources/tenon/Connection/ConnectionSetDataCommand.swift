// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionSetDataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-data", abstract: "Replace a connection's editable values.",
        discussion: """
            What becomes of an editable value that is left out is decided by --missing, else by the server's dialect. \
            A missing secret is asked for when standard input is a terminal, unless it is to be kept.

            Examples:
              tenon connection set-data 12 --set url=https://eu1.example.com --missing keep
              tenon connection set-data 12 --set-file apiKey=/run/secrets/key
            """)

    enum Missing: String, ExpressibleByArgument, CaseIterable { case keep, clear }

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @Option(help: "What becomes of a value that is left out.")
    var missing: Missing?

    @OptionGroup(title: "Values") var values: ValueOptions
    @OptionGroup(title: "Server") var server: ServerOptions

    func run() async throws {
        let answer = try await server.withClient { client in
            let connection = try await client.connection(id)
            let type = try await client.connectionType(named: connection.accountName)
            var object = try values.read().values(for: type)
            if missing != .keep, SecretPrompt.isAvailable, !values.readsStandardInput {
                for secret in type.missingSecrets(in: object, onlyEditable: true) {
                    object[secret.name] = try SecretPrompt.ask(for: secret)
                }
            }
            return try await client.answer(
                to: .setData(
                    ofConnection: id, to: ConnectionValues(object),
                    missing: missing.flatMap { .init(rawValue: $0.rawValue) }))
        }
        server.show(answer) { _ in ["The connection's values have been replaced."] }
    }
}
