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
            for draft in drafts { try AuditWriter.append(draft, on: connection) }
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
        try await database.read { connection in
            try connection.rows(
                """
                SELECT * FROM audit_events WHERE organization_id = ?1 AND subject = ?2 AND sequence < ?3
                ORDER BY sequence DESC LIMIT ?4
                """, organization, subject, sequence ?? Int64.max, max(limit, 0)
            ).map(AuditEvent.init(row:))
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
