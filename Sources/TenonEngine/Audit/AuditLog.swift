// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The audit log of an organization, for its owners to read.
package struct AuditLog: Sendable {
    let store: any AuditStore

    package init(store: any AuditStore) { self.store = store }

    /// The entries that match, the newest first unless the page says otherwise.
    ///
    /// `sequence` is that of the last entry of a page, and continues behind it.
    package func events(
        matching filter: AuditFilter, behind sequence: Int64? = nil, page: Page, for caller: Caller
    ) async throws -> [AuditEvent] {
        try caller.principal.requireOrganizationOwner()
        return try await store.events(of: caller.organizationID, matching: filter, behind: sequence, page: page)
    }

    /// Checks the organization's chain from its first entry to its end.
    package func verify(for caller: Caller) async throws -> AuditVerifier.Chain {
        try caller.principal.requireOrganizationOwner()
        return try await AuditVerifier(store: store).verify(caller.organizationID)
    }
}
