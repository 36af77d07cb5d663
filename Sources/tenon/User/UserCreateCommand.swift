// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct UserCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Add a person to your organization.",
        discussion: """
            Only an owner may do this. 'tenon team set-role' then gives the person a role in a team.

            Example:
              tenon user create tom@example.com --name 'Tom Example'
            """)

    enum Role: String, ExpressibleByArgument, CaseIterable { case owner, member }

    @Argument(help: ArgumentHelp("The person's e-mail address.", valueName: "email"))
    var email: String

    @Option(help: "The person's name.")
    var name: String

    @Option(help: "The person's role in the organization.")
    var role: Role = .member

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .createUser(name: name, email: email, role: role.rawValue))
        server.show(answer) { ["User \(Table.text(of: $0, "user.id")) has been added."] }
    }
}
