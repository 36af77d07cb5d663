// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct TokenRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End one of your tokens.",
        discussion: """
            Example:
              tenon token revoke 2026-01-31T09:00:00.000Z
            """)

    @Argument(help: ArgumentHelp("When it was made, as 'tenon token list' shows it.", valueName: "created"))
    var created: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .revokeAPIToken(created: created))) { _ in
            ["The token has been revoked."]
        }
    }
}
