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

    /// Takes the next ?3 places in the chain; ?2 of them are changes, whose number other processes watch
    /// (``SharedChanges``).
    static let advance = """
        UPDATE audit_heads SET sequence = sequence + ?3, changes = changes + ?2 WHERE organization_id = ?1
        RETURNING sequence, hash
        """

    static func append(_ draft: AuditDraft, on connection: any SQLConnection) throws {
        try append([draft], on: connection)
    }

    /// Appends many with few statements: whoever waits for the chain waits for all of them.
    static func append(_ drafts: [AuditDraft], on connection: any SQLConnection) throws {
        var rest = drafts[...]
        while let organization = rest.first?.organizationID {
            let own = rest.prefix { $0.organizationID == organization }
            rest = rest.dropFirst(own.count)
            // Counting first takes the row's lock, so that on PostgreSQL too entries queue up behind each other.
            let head = try connection.row(
                advance, organization, own.count { $0.action.isChange }, own.count)
            guard let head else { throw TenonError(.internalError, "The organization has no audit chain.") }
            var sequence: Int64 = try head.value("sequence", as: Int64.self) - Int64(own.count)
            var hash: [UInt8] = try head.value("hash")
            let events = own.map { draft in
                let event = AuditChain.event(draft, after: sequence, hash: hash)
                (sequence, hash) = (event.sequence, event.hash)
                return event
            }
            try insertion.run(events.map(values), on: connection)
            try connection.change("UPDATE audit_heads SET hash = ?2 WHERE organization_id = ?1", organization, hash)
        }
    }

    private static let insertion = BatchStatement(columns: 13) { tuples in
        """
        INSERT INTO audit_events
            (organization_id, sequence, team_id, at, action, actor_user_id, actor_token_id, actor_address,
             actor_request_id, subject, details, previous_hash, hash)
        VALUES \(tuples)
        """
    }

    private static func values(of event: AuditEvent) -> [any SQLConvertible] {
        let draft = event.draft
        return [
            draft.organizationID, event.sequence, draft.teamID, draft.at, draft.action, draft.actor.userID,
            draft.actor.tokenID, draft.actor.address, draft.actor.requestID, draft.subject,
            JSON.object(draft.details), event.previousHash, event.hash,
        ]
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
