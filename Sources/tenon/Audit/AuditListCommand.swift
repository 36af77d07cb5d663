// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct AuditListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show what happened in the organization, the newest first.",
        discussion: """
            For owners of the organization, with a token of the scope audit:read.

            Examples:
              tenon audit list --limit 20
              tenon audit list --connection 12 --from 2026-01-01T00:00:00Z
              tenon audit list --action connection.credential_revealed --user 3 --json
            """)

    /// What the server answers at most.
    static let limitMax = 10_000

    @Option(help: ArgumentHelp("What happened: connection.created, say.", valueName: "action"))
    var action: String?

    @Option(help: ArgumentHelp("Who did it.", valueName: "id"))
    var user: Int64?

    @Option(help: ArgumentHelp("The team it happened in.", valueName: "id"))
    var team: Int64?

    @Option(help: ArgumentHelp("The connection it happened to.", valueName: "id"))
    var connection: Int64?

    @Option(help: ArgumentHelp("The first moment (ISO 8601).", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("The moment behind the last (ISO 8601).", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("The most entries, \(limitMax) at most.", valueName: "count"))
    var limit: Int = 50

    @Option(help: ArgumentHelp("Go on behind this entry: the last number of a page.", valueName: "number"))
    var before: Int64?

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (1...Self.limitMax).contains(limit) else {
            throw ValidationError("The limit must be from 1 to \(Self.limitMax).")
        }
    }

    func run() async throws {
        let filter = TenonClient.AuditFilter(
            action: action, userId: user, teamId: team, connectionId: connection, from: from, to: to)
        server.show(
            try await server.answer(to: .auditEvents(filter, limit: limit, before: before)), rows: "auditEvents",
            [
                Table.Column("NUMBER", "sequence"), Table.Column("AT", "at"), Table.Column("WHAT", "action"),
                Table.Column("OF", "subject"), Table.Column("TEAM", "teamId"), Table.Column("PERSON", "userId"),
                Table.Column("TOKEN", "tokenId"), Table.Column("FROM", "address"), Table.Column("DETAILS", "details"),
            ])
    }
}
