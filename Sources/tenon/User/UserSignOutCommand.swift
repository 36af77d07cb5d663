// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct UserSignOutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-out", abstract: "Sign a person out of the console everywhere.",
        discussion: """
            Their password and their tokens stay good; for a lost machine, revoke those too.

            Example:
              tenon user sign-out 3
            """)

    @Argument(help: ArgumentHelp("The person's number, from 'tenon user list'.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .endSessions(ofUser: id))
        server.show(answer) { ["Ended \(Table.text(of: $0, "sessions")) session(s)."] }
    }
}
