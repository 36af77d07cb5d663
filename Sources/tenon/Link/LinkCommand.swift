// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct LinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Let people outside a team connect accounts of their own.",
        subcommands: [LinkCreateCommand.self, LinkListCommand.self, LinkDeleteCommand.self])
}
