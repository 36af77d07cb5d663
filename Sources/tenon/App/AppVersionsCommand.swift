// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct AppVersionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions", abstract: "List the published versions of an app, the newest first.",
        discussion: """
            Example:
              tenon app versions acme
            """)

    private static let columns = [
        Table.Column("VERSION", "version"), Table.Column("PUBLISHED", "published"), Table.Column("BY", "publishedBy"),
    ]

    @Argument(help: "The app's name.")
    var name: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .versions(ofApp: name)), rows: "versions", Self.columns)
    }
}
