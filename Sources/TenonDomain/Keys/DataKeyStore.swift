// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A team's data key, wrapped by a root key.
package struct WrappedDataKey: Sendable, Hashable {
    package let id: DataKeyID
    package let teamID: TeamID
    /// The root key that wraps it.
    package let rootKeyID: String
    /// Nonce, wrapped key, tag; bound to `id`, `teamID` and `rootKeyID`.
    package let box: [UInt8]
    package let createdAt: Timestamp
    /// Whether new secrets are sealed with it; one key of a team is.
    package let isActive: Bool

    package init(
        id: DataKeyID, teamID: TeamID, rootKeyID: String, box: [UInt8], createdAt: Timestamp, isActive: Bool
    ) {
        self.id = id
        self.teamID = teamID
        self.rootKeyID = rootKeyID
        self.box = box
        self.createdAt = createdAt
        self.isActive = isActive
    }
}

/// The wrapped data keys.
///
/// The vault reads and writes them; nobody else does.
package protocol DataKeyStore: Sendable {
    func dataKey(_ id: DataKeyID) async throws -> WrappedDataKey?
    func activeDataKey(of team: TeamID) async throws -> WrappedDataKey?
    /// Stores the key as the team's active one, or returns the one that another caller stored first.
    func insertActive(_ key: WrappedDataKey) async throws -> WrappedDataKey
    /// Every data key, a page after the other: those behind `id` in order of identifier.
    func dataKeys(after id: DataKeyID?, limit: Int) async throws -> [WrappedDataKey]
    /// How many data keys each root key wraps.
    func rootKeyUsage() async throws -> [String: Int]
    /// Replaces `box` and root key of each, if the row still has `expectedRootKeyID`; returns how many were replaced.
    func rewrap(_ keys: [(key: WrappedDataKey, expectedRootKeyID: String)], audit: AuditDraft) async throws -> Int
}
