// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct TeamCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a team; you become its first Admin.",
        discussion: """
            Example:
              tenon team create Marketing
            """)

    @Argument(help: ArgumentHelp("The team's name.", valueName: "name"))
    var name: String

    @OptionGroup var organization: OrganizationOption
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.withClient { client in
            let organization = try await organization.id(using: client)
            return try await client.answer(to: .createTeam(named: name, inOrganization: organization))
        }
        server.show(answer) { ["Team \(Table.text(of: $0, "team.id")) has been made."] }
    }
}
