// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
internal import TenonJSON

/// Asks third parties whether stored credentials are good, and writes the answers down.
package struct VerificationRecorder: Sendable {
    let verifier: Verifier
    let store: any ConnectionStore
    let grants: any GrantStore
    let clock: any WallClock

    package init(verifier: Verifier, store: any ConnectionStore, grants: any GrantStore, clock: any WallClock) {
        self.verifier = verifier
        self.store = store
        self.grants = grants
        self.clock = clock
    }

    /// When the third party could not be asked, nothing is written down.
    package func verify(_ sealed: SealedConnection, by actor: AuditActor) async throws -> BlockRun.Verdict {
        let finding = try await verifier.verify(sealed)
        let connection = finding.connection
        if let record = VerificationRecord(finding.verdict, of: connection, at: clock.now()) {
            let audit = AuditDraft(
                organizationID: connection.organizationID, teamID: connection.teamID, action: .connectionVerified,
                actor: actor, subject: "connection:\(connection.id)",
                details: ["health": .string(record.health.rawValue)], at: record.at)
            try await store.record(record, of: connection.id, in: connection.teamID, audit: audit)
        }
        if !finding.missingScopes.isEmpty, finding.missingScopes != connection.grant.missingScopes {
            try await grants.recordMissingScopes(
                finding.missingScopes, of: connection.id, in: connection.teamID, at: clock.now())
        }
        return finding.verdict
    }
}
