// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// What an archive says of itself.
package struct ArchiveHeader: Hashable, Sendable {
    /// The number of the schema's last migration.
    package let schema: Int
    package let createdAt: Timestamp
    /// The version of the program that wrote it.
    package let program: String
    /// The root keys without which its secrets cannot be opened.
    package let rootKeyIDs: [String]
    /// The greatest identifier that each table has ever given: none is given again.
    let counters: [String: Int64]

    init(schema: Int, createdAt: Timestamp, program: String, rootKeyIDs: [String], counters: [String: Int64]) {
        self.schema = schema
        self.createdAt = createdAt
        self.program = program
        self.rootKeyIDs = rootKeyIDs
        self.counters = counters
    }

    var json: JSON {
        [
            "schema": JSON(schema), "createdAt": .string(createdAt.iso8601), "program": .string(program),
            "rootKeyIds": JSON(rootKeyIDs),
            "counters": .object(
                JSONObject(counters.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: JSON($0.value)) })),
        ]
    }

    init?(json: JSON) {
        guard let schema = json["schema"]?.int.flatMap({ Int(exactly: $0) }),
            let createdAt = json["createdAt"]?.string.flatMap({ Timestamp(iso8601: $0) }),
            let program = json["program"]?.string, let keys = json["rootKeyIds"]?.array,
            let counters = json["counters"]?.object
        else { return nil }
        self.schema = schema
        self.createdAt = createdAt
        self.program = program
        rootKeyIDs = keys.compactMap(\.string)
        self.counters = counters.reduce(into: [:]) { $0[$1.name] = $1.value.int }
    }
}
