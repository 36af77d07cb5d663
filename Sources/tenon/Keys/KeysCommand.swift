// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "See, rotate and take away the keys that protect the secrets.",
        subcommands: [KeysListCommand.self, KeysRotateCommand.self, KeysDropCommand.self, KeysRetireCommand.self])

    /// The kinds of key that these commands work on.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        /// Wraps data keys.
        case root
        /// Seals the secrets of a team.
        case data
    }
}
