// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct TypesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "types",
        abstract: "See the types that connections can be made of.",
        subcommands: [TypesListCommand.self, TypesShowCommand.self])
}
