// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Connections and their sealed secrets.
///
/// Every change takes the audit entry that is written in the same transaction.
package protocol ConnectionStore: Sendable {
    /// The connections of a team; `types` narrows to those types, an empty list finds none.
    func connections(in team: TeamID, types: [String]?, page: Page) async throws -> [Connection]
    func connection(_ id: ConnectionID) async throws -> Connection?
    /// The connection together with its sealed secret, from one point in time.
    func sealedConnection(_ id: ConnectionID) async throws -> SealedConnection?

    /// Inserts the row and the secret that `seal` makes once the identifier is known.
    ///
    /// `seal` runs inside the transaction, possibly more than once.
    func insert(_ draft: NewConnection, audit: AuditDraft, seal: @escaping Sealing) async throws -> Connection

    /// `nil` when there is no such connection in that team.
    func rename(
        _ id: ConnectionID, in team: TeamID, to name: String, at now: Timestamp, audit: AuditDraft
    ) async throws -> Connection?

    /// Replaces the secret if it is still at `expectedVersion`; health becomes `unknown`.
    ///
    /// - Throws: ``TenonError`` `conflict` when another change came first, `notFound` when the row is gone.
    func replaceSecret(
        of id: ConnectionID, in team: TeamID, expectedVersion: Int64, definitionVersion: Int, at now: Timestamp,
        audit: AuditDraft, seal: @escaping Sealing
    ) async throws

    /// Deletes the row and its secret, unless scenarios use it and that is not confirmed.
    func delete(
        _ id: ConnectionID, in team: TeamID, evenIfUsed: Bool, audit: AuditDraft
    ) async throws -> ConnectionDeletion

    /// Writes down what a verification said, if the secret is still the one that was verified.
    func record(
        _ verification: VerificationRecord, of id: ConnectionID, in team: TeamID, audit: AuditDraft
    ) async throws
}

/// Seals the clear text for the row with that identifier and secret version.
package typealias Sealing = @Sendable (_ id: ConnectionID, _ version: Int64) throws -> SealedSecret

package enum ConnectionDeletion: Sendable {
    case deleted
    case notFound
    /// Nothing was deleted; these scenarios name the connection.
    case inUse([Scenario])
}

package struct NewConnection: Sendable {
    package let teamID: TeamID
    package let name: String
    package let type: String
    package let definitionVersion: Int
    package let requestedScopes: [String]
    package let health: Connection.Health
    package let createdBy: UserID
    package let createdAt: Timestamp

    package init(
        teamID: TeamID, name: String, type: String, definitionVersion: Int, requestedScopes: [String],
        health: Connection.Health, createdBy: UserID, createdAt: Timestamp
    ) {
        self.teamID = teamID
        self.name = name
        self.type = type
        self.definitionVersion = definitionVersion
        self.requestedScopes = requestedScopes
        self.health = health
        self.createdBy = createdBy
        self.createdAt = createdAt
    }
}

package struct VerificationRecord: Sendable {
    package let secretVersion: Int64
    /// `ok` or `failing`; when the third party could not be asked, nothing is recorded.
    package let health: Connection.Health
    package let identity: Connection.Identity
    package let at: Timestamp

    package init(secretVersion: Int64, health: Connection.Health, identity: Connection.Identity, at: Timestamp) {
        self.secretVersion = secretVersion
        self.health = health
        self.identity = identity
        self.at = at
    }
}
