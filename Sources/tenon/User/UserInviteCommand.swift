// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct UserInviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Add a person, and print the link by which they set a password, this once.",
        discussion: """
            Send the link to that person alone: whoever opens it becomes them. It works once, for seven days. Only an \
            owner may do this, with a token that has every scope.

            Example:
              tenon user invite tom@example.com --name 'Tom Example'
            """)

    @Argument(help: ArgumentHelp("The person's e-mail address.", valueName: "email"))
    var email: String

    @Option(help: "The person's name; they can change it when they open the link.")
    var name: String

    @Option(help: "The person's role in the organization.")
    var role: UserCreateCommand.Role = .member

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.withClient { client in
            let user = try await client.createUser(named: name, email: email, organizationRole: role.rawValue)
            return try await client.answer(to: .invite(user: user.id))
        }
        InvitationLines.show(answer, server)
    }
}

/// An invitation's address, as it is printed.
enum InvitationLines {
    static func show(_ answer: JSON, _ server: ServerOptions) {
        server.show(answer) { [Table.text(of: $0, "invitation.url")] }
        if !server.json { Output.note("Keep it: the server cannot show it again.") }
    }
}
