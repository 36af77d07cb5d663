// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonJSON
import TenonServer

struct KeysListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the root keys and the teams' data keys, and how much each one protects.",
        discussion: """
            Example:
              tenon keys list --data /var/lib/tenon
            """)

    private static let rootColumns = [
        Table.Column("ROOT KEY", "id"), Table.Column("CREATED", "createdAt"), Table.Column("ACTIVE", "isActive"),
        Table.Column("DATA KEYS", "dataKeys"),
    ]
    private static let dataColumns = [
        Table.Column("DATA KEY", "id"), Table.Column("TEAM", "teamId"), Table.Column("CREATED", "createdAt"),
        Table.Column("ACTIVE", "isActive"), Table.Column("SECRETS", "secrets"),
        Table.Column("DROPPABLE FROM", "droppableFrom"),
    ]

    @OptionGroup var directory: KeyRingOptions

    @Flag(help: "Print the keys as JSON.")
    var json = false

    func run() async throws {
        let rootKeys: [JSON] = try await Operations.rootKeys(at: directory.place)
            .map { key in
                [
                    "id": .string(key.id), "createdAt": .string(key.createdAt), "isActive": .bool(key.isActive),
                    "dataKeys": JSON(key.dataKeys),
                ]
            }
        let dataKeys = try await Operations.dataKeys(at: directory.place).map(\.json)
        if json { return Output.json(["rootKeys": .array(rootKeys), "dataKeys": .array(dataKeys)]) }
        for line in Table(columns: Self.rootColumns, rows: rootKeys).lines { Output.line(line) }
        Output.line("")
        for line in Table(columns: Self.dataColumns, rows: dataKeys).lines { Output.line(line) }
    }
}
