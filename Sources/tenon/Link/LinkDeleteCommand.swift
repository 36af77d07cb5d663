// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct LinkDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Take a link back.",
        discussion: """
            A connection that was made with it stays.

            Example:
              tenon link delete 4
            """)

    @Argument(help: ArgumentHelp("The link.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .deleteConnectionLink(id))) { _ in
            ["Link \(id) has been taken back."]
        }
    }
}
