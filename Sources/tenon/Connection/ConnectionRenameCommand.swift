// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionRenameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a connection another name.",
        discussion: """
            Example:
              tenon connection rename 12 'Build server, new'
            """)

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @Argument(help: ArgumentHelp("The new name, at most 128 characters.", valueName: "name"))
    var name: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .renameConnection(id, to: name))
        server.show(answer) { ConnectionColumns.lines(of: $0["connection"] ?? .null) }
    }
}
