// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonJSON
import TenonServer

struct KeysListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the root keys, and how many data keys each one wraps.")

    @OptionGroup var directory: KeyRingOptions

    func run() async throws {
        let rows: [JSON] = try await Operations.rootKeys(at: directory.place)
            .map { key in
                [
                    "id": .string(key.id), "createdAt": .string(key.createdAt), "isActive": .bool(key.isActive),
                    "dataKeys": JSON(key.dataKeys),
                ]
            }
        let columns = [
            Table.Column("ID", "id"), Table.Column("CREATED", "createdAt"), Table.Column("ACTIVE", "isActive"),
            Table.Column("DATA KEYS", "dataKeys"),
        ]
        for line in Table(columns: columns, rows: rows).lines { Output.line(line) }
    }
}
