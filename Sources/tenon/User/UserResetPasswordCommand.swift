// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct UserResetPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-password", abstract: "Print a link by which a person sets a new password, this once.",
        discussion: """
            The password that they have stays good until the link is used; then all of their sessions end. Only an owner \
            may do this, with a token that has every scope ('tenon token recover' makes one on the server's machine).

            Example:
              tenon user reset-password 3
            """)

    @Argument(help: ArgumentHelp("The person's number, from 'tenon user list'.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        InvitationLines.show(try await server.answer(to: .invite(user: id)), server)
    }
}
