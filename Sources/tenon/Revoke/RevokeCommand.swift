// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct RevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take back the tokens of many connections at their providers, in an incident.",
        discussion: """
            Goes through all connections of a type, of a team, or both, in every team that the API token sees. Each \
            grant ends here first; then the provider is asked to take the tokens back. The connections stay, and people \
            can authorize them again. A connection that holds a key or a password has no token that could be taken back: \
            change it at the third party.

            Shows what it is about to do and asks, unless --yes is given. Afterwards it reports what was revoked and \
            what was not, and why. Running it again tries again.

            Exit codes: 0 all were revoked or had nothing to revoke, 1 some were not, or there was a team that could \
            not be looked into.

            Examples:
              tenon revoke --type slack
              tenon revoke --team 3 --yes --json > report.json
            """)

    @Option(help: ArgumentHelp("Connections of this type.", valueName: "name"))
    var type: String?

    @Option(help: ArgumentHelp("Connections of this team.", valueName: "id"))
    var team: Int64?

    @Flag(name: [.customLong("yes"), .customLong("confirmed")], help: "Do not ask.")
    var isConfirmed = false

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard type != nil || team != nil else { throw ValidationError("Name a --type, a --team, or both.") }
    }

    func run() async throws {
        try await server.withClient { client in
            let search = RevocationSearch(client: client, type: type, team: team)
            let found = try await search.run()
            if !isConfirmed, !found.connections.isEmpty {
                for line in RevocationReport.lines(about: found) { Output.note(line) }
                guard try Confirmation.ask("Revoke \(found.connections.count) connection(s)?") else {
                    throw CommandFailure(["Nothing was revoked."], exitCode: CommandFailure.refused)
                }
            }
            let results = try await RevocationSweep(client: client).run(over: found.connections)
            let report = RevocationReport(results: results, unseenTeams: found.unseenTeams)
            server.show(report.json) { _ in report.lines }
            guard report.isComplete else {
                throw CommandFailure([report.verdict], exitCode: CommandFailure.refused)
            }
        }
    }
}
