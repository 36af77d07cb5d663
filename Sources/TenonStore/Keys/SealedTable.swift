// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// A table whose rows hold secrets that a team's data key seals.
///
/// Each has the columns `team_id`, `version`, `key_id` and `box`, and an index that begins with `key_id` and goes on with
/// the table's key.
package struct SealedTable: Sendable {
    /// Every such table: one that is missing here would keep its secrets from being sealed again.
    package static let all: [SealedTable] = [
        SealedTable("connection_secrets", key: ["team_id", "connection_id"]) {
            .connection(try $0.value("connection_id"))
        },
        SealedTable("connection_pending", key: ["team_id", "connection_id"]) {
            .pendingData(of: try $0.value("connection_id"))
        },
        SealedTable("authorizations", key: ["ticket_hash"]) {
            .authorization(ticketHash: try $0.value("ticket_hash"))
        },
        SealedTable("installations", key: ["organization_id", "type"]) {
            .installation(try $0.value("type"), of: try $0.value("organization_id"))
        },
        SealedTable("webhook_secrets", key: ["webhook_id"]) { .webhook(try $0.value("webhook_id")) },
    ]

    package let name: String
    /// The columns that name a row.
    package let key: [String]
    /// What a row's secret is bound to.
    let place: @Sendable (SQLRow) throws -> SealedPlace

    private init(_ name: String, key: [String], place: @escaping @Sendable (SQLRow) throws -> SealedPlace) {
        self.name = name
        self.key = key
        self.place = place
    }
}

extension SealedTable {
    /// A page of the rows under the key ?1, in the order of the index.
    func page(isFirst: Bool) -> String {
        let columns = key.joined(separator: ", ")
        let places = key.indices.map { "?\($0 + 3)" }.joined(separator: ", ")
        return """
            SELECT \(columns)\(key.contains("team_id") ? "" : ", team_id"), version, key_id, box FROM \(name)
            WHERE key_id = ?1 \(isFirst ? "" : "AND (\(columns)) > (\(places))")
            ORDER BY \(columns) LIMIT ?2
            """
    }

    /// Replaces the key ?1 and box ?2 of a row, if version ?3, key ?4 and box ?5 are still those that were read.
    ///
    /// The box is compared as well: a row that was deleted and made again counts its versions from the start.
    var swap: String {
        let places = key.enumerated().map { "\($1) = ?\($0 + 6)" }.joined(separator: " AND ")
        return """
            UPDATE \(name) SET key_id = ?1, box = ?2
            WHERE \(places) AND version = ?3 AND key_id = ?4 AND box = ?5
            """
    }

    func row(_ row: SQLRow) throws -> SealedRow {
        SealedRow(
            table: name, key: try key.map { try row.value($0) }, place: try place(row),
            teamID: try row.value("team_id"), secret: try SealedSecret(row: row))
    }

    /// How many rows of all tables are sealed with the key that `column` names.
    static func count(under column: String) -> String {
        all.map { "(SELECT COUNT(*) FROM \($0.name) WHERE \($0.name).key_id = \(column))" }.joined(separator: " + ")
    }

    /// Whether no row of any table is sealed with the key that `column` names.
    static func isUnused(_ column: String) -> String {
        all.map { "NOT EXISTS (SELECT 1 FROM \($0.name) WHERE \($0.name).key_id = \(column))" }
            .joined(separator: " AND ")
    }
}

extension SealedRow.KeyPart: SQLConvertible {
    package var sqlValue: SQLValue {
        switch self {
        case .integer(let integer): .integer(integer)
        case .text(let text): .text(text)
        case .bytes(let bytes): .blob(bytes)
        }
    }

    package static func read(_ value: SQLValue) -> SealedRow.KeyPart? {
        switch value {
        case .integer(let integer): .integer(integer)
        case .text(let text): .text(text)
        case .blob(let bytes): .bytes(bytes)
        case .null: nil
        }
    }
}
