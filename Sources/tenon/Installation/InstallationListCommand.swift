// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct InstallationListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the clients; of secrets only the names.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(
            try await server.answer(to: .installations), rows: "installations",
            [
                Table.Column("TYPE", "accountType"), Table.Column("CLIENT ID", "clientId"),
                Table.Column("SECRETS", "secrets"), Table.Column("REDIRECT URI", "redirectUri"),
                Table.Column("UPDATED", "updated"),
            ])
    }
}
