// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct ConnectionListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the connections of a team.",
        discussion: """
            Examples:
              tenon connection list --team 1
              tenon connection list --team 1 --type imap --type smtp --json
            """)

    @Option(help: ArgumentHelp("The team.", valueName: "id"))
    var team: Int64

    @Option(help: ArgumentHelp("Only connections of this type; can be repeated.", valueName: "name"))
    var type: [String] = []

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .connections(inTeam: team, types: type))
        server.show(answer, rows: "connections", ConnectionColumns.list)
    }
}
