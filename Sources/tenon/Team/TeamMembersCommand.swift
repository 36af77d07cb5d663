// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct TeamMembersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "List the people of a team with their roles.")

    @Argument(help: ArgumentHelp("The team.", valueName: "id"))
    var team: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(
            try await server.answer(to: .users(inTeam: team)), rows: "users",
            [
                Table.Column("ID", "id"), Table.Column("NAME", "name"), Table.Column("EMAIL", "email"),
                Table.Column("ROLE", "teamRole"),
            ])
    }
}
