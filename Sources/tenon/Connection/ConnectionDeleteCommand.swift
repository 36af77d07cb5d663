// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct ConnectionDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a connection.",
        discussion: """
            One that scenarios use is deleted only with --confirmed; without, they are shown.

            Example:
              tenon connection delete 12 --confirmed
            """)

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @Flag(name: [.customLong("confirmed"), .customLong("yes")], help: "Delete it even if scenarios use it.")
    var isConfirmed = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        do {
            let answer = try await server.answer(to: .deleteConnection(id, confirmed: isConfirmed))
            server.show(answer) { _ in ["Connection \(id) has been deleted."] }
        } catch let error as TenonClientError where error.code == "IM004" {
            throw CommandFailure(refusal: error, hint: "Nothing was deleted; --confirmed deletes it anyway.")
        }
    }
}
