// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct AppDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an app that no connection uses.",
        discussion: """
            Its connection types, its versions and the organization's clients for them go with it. The name is never \
            given again.

            Example:
              tenon app delete acme
            """)

    @Argument(help: "The app's name.")
    var name: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .deleteApp(name))) { _ in ["App '\(name)' has been deleted."] }
    }
}
