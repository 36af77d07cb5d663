// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Appends entries to the chains, inside the transaction of the change they tell of.
enum AuditWriter {
    /// Begins the chain of a new organization.
    static func begin(_ organization: OrganizationID, on connection: any SQLConnection) throws {
        try connection.change(
            "INSERT INTO audit_heads (organization_id, sequence, hash) VALUES (?1, 0, ?2)",
            organization, AuditChain.origin)
    }

    /// Takes the next place in the chain; ?2 is 1 for a change, whose number other processes watch (``SharedChanges``).
    static let advance = """
        UPDATE audit_heads SET sequence = sequence + 1, changes = changes + ?2 WHERE organization_id = ?1
        RETURNING sequence, hash
        """

    static func append(_ draft: AuditDraft, on connection: any SQLConnection) throws {
        // Counting first takes the row's lock, so that on PostgreSQL too entries queue up behind each other.
        let head = try connection.row(advance, draft.organizationID, draft.action.isChange)
        guard let head else { throw TenonError(.internalError, "The organization has no audit chain.") }
        let sequence: Int64 = try head.value("sequence")
        let event = AuditChain.event(draft, after: sequence - 1, hash: try head.value("hash"))
        try insert(event, on: connection)
        try connection.change(
            "UPDATE audit_heads SET hash = ?2 WHERE organization_id = ?1", draft.organizationID, event.hash)
    }

    private static func insert(_ event: AuditEvent, on connection: any SQLConnection) throws {
        let draft = event.draft
        try connection.change(
            """
            INSERT INTO audit_events
                (organization_id, sequence, team_id, at, action, actor_user_id, actor_token_id, actor_address,
                 actor_request_id, subject, details, previous_hash, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """,
            draft.organizationID, event.sequence, draft.teamID, draft.at, draft.action, draft.actor.userID,
            draft.actor.tokenID, draft.actor.address, draft.actor.requestID, draft.subject,
            JSON.object(draft.details), event.previousHash, event.hash)
    }
}

extension AuditDraft {
    /// The draft with the subject `kind:id`, unless the caller named one.
    func about<Resource>(_ kind: String, _ id: Identifier<Resource>) -> AuditDraft {
        var draft = self
        draft.subject = subject ?? "\(kind):\(id)"
        return draft
    }
}
