// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Check definitions of connection types, and make some of Make's apps.",
        subcommands: [CatalogLintCommand.self, CatalogImportCommand.self])
}
