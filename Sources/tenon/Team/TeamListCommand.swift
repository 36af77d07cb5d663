// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct TeamListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the teams you can see.")

    @OptionGroup var organization: OrganizationOption
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.withClient { client in
            try await client.answer(to: .teams(inOrganization: try await organization.id(using: client)))
        }
        server.show(answer, rows: "teams", [Table.Column("ID", "id"), Table.Column("NAME", "name")])
    }
}
