// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Store a connection.",
        discussion: """
            'tenon types show TYPE' tells which values a type needs. A secret is asked for without echo when standard \
            input is a terminal; else it comes from a file or from standard input, never from an argument.

            Examples:
              tenon connection create http-bearer --team 1 --name 'Build server' \\
                  --set url=https://ci.example.com/api/me
              tenon connection create airtable2 --team 1 --set-file token=key.txt
              pass show mail | tenon connection create imap --team 1 \\
                  --data-file imap.json --secret-stdin password
            """)

    @Argument(help: ArgumentHelp("The connection type's name.", valueName: "type"))
    var type: String

    @Option(help: ArgumentHelp("The team that will own the connection.", valueName: "id"))
    var team: Int64

    @Option(help: "The connection's name (default: the type's label).")
    var name: String?

    @Option(help: ArgumentHelp("A scope to ask the third party for; can be repeated.", valueName: "scope"))
    var scope: [String] = []

    @OptionGroup(title: "Values") var values: ValueOptions
    @OptionGroup(title: "Server") var server: ServerOptions

    func run() async throws {
        let answer = try await server.withClient { client in
            let (type, object) = try await values.read(for: type, from: client)
            return try await client.answer(
                to: .createConnection(
                    ofType: type.name, name: name, inTeam: team, scopes: scope, values: ConnectionValues(object)))
        }
        server.show(answer) { ConnectionColumns.lines(of: $0["connection"] ?? .null) }
    }
}
