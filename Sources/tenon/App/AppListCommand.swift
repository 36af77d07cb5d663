// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct AppListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the organization's apps.",
        discussion: """
            Example:
              tenon app list
            """)

    static let columns = [
        Table.Column("NAME", "name"), Table.Column("LABEL", "label"), Table.Column("PUBLISHED", "published"),
        Table.Column("CHANGED", "changed"), Table.Column("UPDATED", "updated"),
    ]

    @OptionGroup var server: ServerOptions

    func run() async throws { server.show(try await server.answer(to: .apps), rows: "apps", Self.columns) }
}
