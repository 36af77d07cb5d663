// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, see and revoke your API tokens.",
        subcommands: [
            TokenListCommand.self, TokenCreateCommand.self, TokenRevokeCommand.self, TokenRecoverCommand.self,
        ])
}
