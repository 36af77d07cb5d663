// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct LinkListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a team's links, without their addresses.",
        discussion: """
            Example:
              tenon link list --team 1
            """)

    @Option(help: ArgumentHelp("The team.", valueName: "id"))
    var team: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(
            try await server.answer(to: .connectionLinks(inTeam: team)), rows: "connectionLinks",
            [
                Table.Column("ID", "id"), Table.Column("NAME", "name"), Table.Column("TYPE", "accountType"),
                Table.Column("SCOPES", "scopes"), Table.Column("EXPIRES", "expires"),
                Table.Column("CONNECTION", "connectionId"),
            ])
    }
}
