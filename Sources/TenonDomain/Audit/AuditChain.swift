// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import TenonJSON

/// The hash chain over an organization's audit entries: each hash covers the one before, so none can be changed, moved
/// or taken out unseen.
package enum AuditChain {
    /// What the first entry has before it.
    package static let origin = [UInt8](repeating: 0, count: 32)

    /// Gives `draft` its place behind the entry with that sequence and hash.
    package static func event(_ draft: AuditDraft, after sequence: Int64, hash previousHash: [UInt8]) -> AuditEvent {
        AuditEvent(
            sequence: sequence + 1, draft: draft, previousHash: previousHash,
            hash: hash(of: draft, sequence: sequence + 1, previousHash: previousHash))
    }

    /// Whether the entry's hash is its own and it follows the entry with that sequence and hash.
    package static func accepts(_ event: AuditEvent, after sequence: Int64, hash previousHash: [UInt8]) -> Bool {
        event == self.event(event.draft, after: sequence, hash: previousHash)
    }

    /// SHA-256 over the hash before and a JSON array of every field, in this order.
    private static func hash(of draft: AuditDraft, sequence: Int64, previousHash: [UInt8]) -> [UInt8] {
        let form: JSON = [
            JSON(sequence), JSON(draft.organizationID.rawValue), JSON(draft.teamID?.rawValue),
            JSON(draft.at.milliseconds), .string(draft.action.rawValue), JSON(draft.actor.userID?.rawValue),
            JSON(draft.actor.tokenID?.rawValue), JSON(draft.actor.address), JSON(draft.actor.requestID),
            JSON(draft.subject), .object(draft.details),
        ]
        var hash = SHA256()
        hash.update(data: previousHash)
        hash.update(data: form.utf8)
        return Array(hash.finalize())
    }
}
