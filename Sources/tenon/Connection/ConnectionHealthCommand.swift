// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionHealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Show how a connection fares, and why.",
        discussion: """
            From what the server has on record: no third party is asked ('tenon connection verify' does that).

            Example:
              tenon connection health 12
            """)

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .health(ofConnection: id))
        server.show(answer) { HealthLines.lines(of: $0["health"] ?? .null, id: id) }
    }
}
