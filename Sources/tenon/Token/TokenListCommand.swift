// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct TokenListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List your tokens; of each only its first characters.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(
            try await server.answer(to: .apiTokens), rows: "apiTokens",
            [
                Table.Column("CREATED", "created"), Table.Column("LABEL", "label"), Table.Column("TOKEN", "token"),
                Table.Column("EXPIRES", "expires"), Table.Column("LAST USED", "lastUsed"),
                Table.Column("SCOPES", "scope"), Table.Column("CONNECTIONS", "connections"),
                Table.Column("TYPES", "types"), Table.Column("ALLOW", "allow"),
                Table.Column("RATE", "requestsPerMinute"),
            ])
    }
}
