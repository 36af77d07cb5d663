// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct UserInvitationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invitations", abstract: "List the invitations that can still be used, or take one back.",
        discussion: """
            Examples:
              tenon user invitations
              tenon user invitations --delete 3
            """)

    @Option(help: ArgumentHelp("Take back the invitation of the person of that number.", valueName: "id"))
    var delete: Int64?

    @OptionGroup var server: ServerOptions

    func run() async throws {
        if let delete {
            let answer = try await server.answer(to: .deleteInvitation(ofUser: delete))
            server.show(answer) { _ in ["The link does not work any more."] }
            return
        }
        server.show(
            try await server.answer(to: .invitations), rows: "invitations",
            [
                Table.Column("USER", "userId"), Table.Column("NAME", "name"), Table.Column("EMAIL", "email"),
                Table.Column("EXPIRES", "expires"),
            ])
    }
}
