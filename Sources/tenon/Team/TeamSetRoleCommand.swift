// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct TeamSetRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-role", abstract: "Give a person a role in a team, or take it away.",
        discussion: """
            Admin may do everything; member reads, changes and uses connections; operator reads and uses them; \
            monitoring reads. 'none' takes the person out of the team.

            Example:
              tenon team set-role 1 7 member
            """)

    enum Role: String, ExpressibleByArgument, CaseIterable {
        case admin, member, `operator`, monitoring, none
    }

    @Argument(help: ArgumentHelp("The team.", valueName: "team"))
    var team: Int64

    @Argument(help: ArgumentHelp("The person.", valueName: "user"))
    var user: Int64

    @Argument(help: "The role.")
    var role: Role

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let role = role == .none ? nil : role.rawValue
        let answer = try await server.answer(to: .setRole(role, ofUser: user, inTeam: team))
        server.show(answer) { _ in ["The role has been \(role == nil ? "taken away" : "given")."] }
    }
}
