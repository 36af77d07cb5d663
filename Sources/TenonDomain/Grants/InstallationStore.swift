// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// An organization's own values for a connection type, such as the client it registered at the provider.
package struct AppInstallation: Sendable {
    package let organizationID: OrganizationID
    /// The connection type.
    package let type: String
    /// Whose data key seals the values.
    package let teamID: TeamID
    package let box: SealedSecret
    package let updatedAt: Timestamp
    /// Where the values could go when they were set; `nil` for a type that is a file, which nobody edits over the API.
    package let reach: SecretReach?

    package init(
        organizationID: OrganizationID, type: String, teamID: TeamID, box: SealedSecret, updatedAt: Timestamp,
        reach: SecretReach? = nil
    ) {
        self.reach = reach
        self.organizationID = organizationID
        self.type = type
        self.teamID = teamID
        self.box = box
        self.updatedAt = updatedAt
    }
}

package protocol InstallationStore: Sendable {
    func installations(of organization: OrganizationID) async throws -> [AppInstallation]
    func installation(_ type: String, of organization: OrganizationID) async throws -> AppInstallation?
    /// Stores the values, over those there were.
    func put(_ installation: AppInstallation, audit: AuditDraft) async throws
    /// False when there was none.
    func delete(_ type: String, of organization: OrganizationID, audit: AuditDraft) async throws -> Bool
}
