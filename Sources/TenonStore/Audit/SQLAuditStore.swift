// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// The audit chains, as ``AuditWriter`` wrote them.
package struct SQLAuditStore: AuditStore {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func append(_ drafts: [AuditDraft]) async throws {
        try await database.write { connection in
            try AuditWriter.append(drafts, on: connection)
        }
    }

    package func chains() async throws -> [OrganizationID] {
        try await database.read { connection in
            try connection.rows("SELECT organization_id FROM audit_heads ORDER BY organization_id")
                .map { try $0.value("organization_id") }
        }
    }

    package func events(
        of organization: OrganizationID, after sequence: Int64, limit: Int
    ) async throws -> [AuditEvent] {
        try await database.read { connection in
            try connection.rows(
                "SELECT * FROM audit_events WHERE organization_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
                organization, sequence, max(limit, 0)
            ).map(AuditEvent.init(row:))
        }
    }

    package func events(
        of organization: OrganizationID, about subject: String, before sequence: Int64?, limit: Int
    ) async throws -> [AuditEvent] {
        try await events(
            of: organization, matching: AuditFilter(subject: subject), behind: sequence,
            page: Page(limit: limit, sortBy: .id, direction: .descending))
    }

    package func events(
        of organization: OrganizationID, matching filter: AuditFilter, behind sequence: Int64?, page: Page
    ) async throws -> [AuditEvent] {
        try await database.read { connection in
            var search = Search(organization, filter)
            if let sequence {
                // The nearest before it, when there is no such entry.
                let mark = try connection.row(
                    """
                    SELECT at, sequence FROM audit_events WHERE organization_id = ?1 AND sequence <= ?2
                    ORDER BY sequence DESC LIMIT 1
                    """, organization, sequence)
                guard let mark else { return [] }
                search.continueBehind(
                    try mark.value("at"), try mark.value("sequence"), asked: sequence, page.direction)
            }
            let order = page.direction == .ascending ? "ASC" : "DESC"
            let places = search.arguments.count
            return try connection.query(
                """
                SELECT * FROM audit_events WHERE \(search.conditions.joined(separator: " AND "))
                ORDER BY at \(order), sequence \(order) LIMIT ?\(places + 1) OFFSET ?\(places + 2)
                """, search.arguments + [page.rowsMax.sqlValue, page.rowsSkipped.sqlValue]
            ).map(AuditEvent.init(row:))
        }
    }

    /// The conditions of a search, and the arguments that they name by number.
    private struct Search {
        private(set) var conditions: [String] = []
        private(set) var arguments: [SQLValue] = []

        init(_ organization: OrganizationID, _ filter: AuditFilter) {
            add("organization_id =", organization)
            if let action = filter.action { add("action =", action) }
            if let user = filter.userID { add("actor_user_id =", user) }
            if let team = filter.teamID { add("team_id =", team) }
            if let subject = filter.subject { add("subject =", subject) }
            if let from = filter.from { add("at >=", from) }
            if let to = filter.to { add("at <", to) }
        }

        private mutating func add(_ condition: String, _ value: some SQLConvertible) {
            arguments.append(value.sqlValue)
            conditions.append("\(condition) ?\(arguments.count)")
        }

        /// Leaves out the entry of that time and sequence, and what comes before it; but not when another was asked for.
        mutating func continueBehind(_ at: Timestamp, _ sequence: Int64, asked: Int64, _ direction: Page.Direction) {
            arguments += [at.sqlValue, sequence.sqlValue]
            let sign = direction == .ascending ? ">" : sequence == asked ? "<" : "<="
            conditions.append("(at, sequence) \(sign) (?\(arguments.count - 1), ?\(arguments.count))")
        }
    }

    package func head(of organization: OrganizationID) async throws -> (sequence: Int64, hash: [UInt8])? {
        try await database.read { connection in
            try connection.row("SELECT sequence, hash FROM audit_heads WHERE organization_id = ?1", organization)
                .map { (sequence: try $0.value("sequence"), hash: try $0.value("hash")) }
        }
    }
}

extension AuditEvent {
    fileprivate init(row: SQLRow) throws {
        let details: JSON = try row.value("details")
        let actor = AuditActor(
            userID: try row.value("actor_user_id"), tokenID: try row.value("actor_token_id"),
            address: try row.value("actor_address"), requestID: try row.value("actor_request_id"))
        let draft = AuditDraft(
            organizationID: try row.value("organization_id"), teamID: try row.value("team_id"),
            action: try row.value("action"), actor: actor, subject: try row.value("subject"),
            details: details.object ?? [:], at: try row.value("at"))
        self.init(
            sequence: try row.value("sequence"), draft: draft, previousHash: try row.value("previous_hash"),
            hash: try row.value("hash"))
    }
}
