// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the people of an organization.")

    @OptionGroup var organization: OrganizationOption
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.withClient { client in
            try await client.answer(to: .users(inOrganization: try await organization.id(using: client)))
        }
        server.show(
            answer, rows: "users",
            [
                Table.Column("ID", "id"), Table.Column("NAME", "name"), Table.Column("EMAIL", "email"),
                Table.Column("ROLE", "organizationRole"),
            ])
    }
}
