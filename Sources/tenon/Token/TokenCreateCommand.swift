// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonClient

struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token and print it, this once.",
        discussion: """
            It can have no scope that the token in use has not.

            Examples:
              tenon token create --label backup --scope connections:read teams:read --expires 30d
              tenon token create --user 2 --label laptop --scope connections:read connections:write
              tenon token create --label ci --scope connections:read > ci-token
            """)

    @Option(help: "A name to know the token by.")
    var label: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("What the token may be used for; one or more.", valueName: "scope"))
    var scope: [String]

    @Option(help: ArgumentHelp("When it ends: 30d, 12h, 90m, or an ISO 8601 time (default: never).", valueName: "time"))
    var expires: Expiry?

    @Option(help: ArgumentHelp("The person it is for (default: yourself); for owners.", valueName: "id"))
    var user: Int64?

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let end = expires?.timestamp(from: Date())
        let call =
            user.map { Call.createAPIToken(forUser: $0, label: label, scopes: scope, expires: end) }
            ?? .createAPIToken(label: label, scopes: scope, expires: end)
        let answer = try await server.answer(to: call)
        server.show(answer) { [Table.text(of: $0, "apiToken.token")] }
        if !server.json { Output.note("Keep it: the server cannot show it again.") }
    }
}
