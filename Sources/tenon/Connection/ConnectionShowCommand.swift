// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one connection; never its credential.",
        discussion: """
            Example:
              tenon connection show 12
            """)

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .connection(id))
        server.show(answer) { ConnectionColumns.lines(of: $0["connection"] ?? .null) }
    }
}
