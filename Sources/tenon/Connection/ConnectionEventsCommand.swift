// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient

struct ConnectionEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show what happened to a connection, the newest first.",
        discussion: """
            Examples:
              tenon connection events 12
              tenon connection events 12 --limit 100 --before 118
            """)

    /// What the server answers at most.
    static let limitMax = 500

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @Option(help: ArgumentHelp("The most entries, \(limitMax) at most.", valueName: "count"))
    var limit: Int = 50

    @Option(help: ArgumentHelp("Only entries before this one: the last number of a page.", valueName: "number"))
    var before: Int64?

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (1...Self.limitMax).contains(limit) else {
            throw ValidationError("The limit must be from 1 to \(Self.limitMax).")
        }
    }

    func run() async throws {
        server.show(
            try await server.answer(to: .events(ofConnection: id, limit: limit, before: before)), rows: "events",
            [
                Table.Column("NUMBER", "sequence"), Table.Column("AT", "at"), Table.Column("WHAT", "action"),
                Table.Column("PERSON", "userId"), Table.Column("FROM", "address"), Table.Column("DETAILS", "details"),
            ])
    }
}
