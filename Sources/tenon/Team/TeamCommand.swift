// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct TeamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "team",
        abstract: "Make teams, and say who may do what in them.",
        subcommands: [
            TeamListCommand.self, TeamCreateCommand.self, TeamMembersCommand.self, TeamSetRoleCommand.self,
        ])
}
