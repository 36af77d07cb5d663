// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct TypesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the catalogue.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(
            try await server.answer(to: .connectionTypes), rows: "connectionTypes",
            [Table.Column("NAME", "name"), Table.Column("LABEL", "label"), Table.Column("AUTH", "auth")])
    }
}
