// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct InstallationDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget the client that connections of a type use.",
        discussion: """
            Tokens that were obtained with it cannot be refreshed or revoked any more.

            Example:
              tenon installation delete slack
            """)

    @Argument(help: ArgumentHelp("The connection type's name.", valueName: "type"))
    var type: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .deleteInstallation(ofType: type))) { _ in
            ["The client of '\(Output.plain(type))' has been forgotten."]
        }
    }
}
