// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A team's data key, and how much is sealed with it.
package struct DataKeyUsage: Sendable, Hashable {
    package let id: DataKeyID
    package let teamID: TeamID
    package let organizationID: OrganizationID
    package let createdAt: Timestamp
    /// Whether new secrets are sealed with it; one key of a team is.
    package let isActive: Bool
    /// When it was found that nothing needs the old key any more; `nil` while its secrets are still being sealed again.
    package let unusedSince: Timestamp?
    /// How many rows of all tables are sealed with it.
    package let rows: Int

    package init(
        id: DataKeyID, teamID: TeamID, organizationID: OrganizationID, createdAt: Timestamp, isActive: Bool,
        unusedSince: Timestamp?, rows: Int
    ) {
        self.id = id
        self.teamID = teamID
        self.organizationID = organizationID
        self.createdAt = createdAt
        self.isActive = isActive
        self.unusedSince = unusedSince
        self.rows = rows
    }
}

/// A row that holds a sealed secret, in any table.
package struct SealedRow: Sendable, Hashable {
    /// A column of the key that names the row in its table.
    package enum KeyPart: Sendable, Hashable {
        case integer(Int64)
        case text(String)
        case bytes([UInt8])
    }

    /// The database's table; what its secrets are bound to is `place`.
    package let table: String
    package let key: [KeyPart]
    package let place: SealedPlace
    package let teamID: TeamID
    package let secret: SealedSecret

    package init(table: String, key: [KeyPart], place: SealedPlace, teamID: TeamID, secret: SealedSecret) {
        self.table = table
        self.key = key
        self.place = place
        self.teamID = teamID
        self.secret = secret
    }
}

/// The data keys and the rows that are sealed with them, for whoever replaces one key by another.
package protocol DataKeyRotationStore: DataKeyStore {
    /// The keys of that team, or of all, a page after the other: those behind `last` by team and identifier.
    ///
    /// With `isActive`, only those that are, or are not.
    func usage(
        of team: TeamID?, isActive: Bool?, after last: DataKeyUsage?, limit: Int
    ) async throws -> [DataKeyUsage]
    /// Makes each key the active one of its team if `replaced` still is, with its entry; returns those that were.
    func replaceActive(
        _ changes: [(key: WrappedDataKey, replaced: DataKeyID, audit: AuditDraft)]
    ) async throws -> [DataKeyID]
    /// The rows of all tables that are sealed with that key, whatever their team, a page after the other.
    func rows(under key: DataKeyID, after last: SealedRow?, limit: Int) async throws -> [SealedRow]
    /// Puts `secret` in the place of the row's, of the same version, if nothing else has been stored there meanwhile.
    ///
    /// Returns how many rows were changed.
    func reseal(_ changes: [(row: SealedRow, secret: SealedSecret)]) async throws -> Int
    /// Writes down that nothing needs the old key any more; false when something does, or the key is active.
    func noteUnused(_ id: DataKeyID, of team: TeamID, at now: Timestamp) async throws -> Bool
    /// Deletes an old key that has been unused since `end` and that no row needs; false when that is not so.
    func drop(_ id: DataKeyID, of team: TeamID, unusedSince end: Timestamp, audit: AuditDraft) async throws -> Bool
}
