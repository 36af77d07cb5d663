// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct AppPublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Make an app's draft its newest version.",
        discussion: """
            Connections are made with it from now on; those that there are use it if it sends their secrets nowhere new.

            Example:
              tenon app publish acme
            """)

    @Argument(help: "The app's name.")
    var name: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .publishApp(name))
        server.show(answer) { answer in
            (answer["published"]?["warnings"]?.array ?? []).map(AppLintCommand.line)
                + ["Published version \(Table.text(of: answer, "published.version"))."]
        }
    }
}
