// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "See and add the people of your organization.",
        subcommands: [
            UserListCommand.self, UserCreateCommand.self, UserInviteCommand.self, UserResetPasswordCommand.self,
            UserInvitationsCommand.self, UserSignOutCommand.self,
        ])
}
