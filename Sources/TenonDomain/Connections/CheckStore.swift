// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// When each connection is verified next, whether anybody asks or not.
///
/// Several processes may work on one database: who takes a connection moves its time on, so that the others pass it by,
/// and it comes again when whoever took it does not live to finish.
package protocol CheckStore: Sendable {
    /// Takes up connections that a server of an older version made, a thousand at most; how many there were.
    func adopt() async throws -> Int

    /// Gives connections that have no time yet one; how many there were, at most `limit`.
    func planChecks(limit: Int, at time: @escaping @Sendable () -> Timestamp) async throws -> Int

    /// Takes connections of those types whose time has come, until the moment `end`: those first that wait longest, at most
    /// `perTypeMax` of each type, and `limit` of all.
    func claimChecks(
        at now: Timestamp, until end: Timestamp, ofTypes types: [String], perTypeMax: Int, limit: Int
    ) async throws -> [ConnectionCheck]

    /// Sets the next time, unless somebody else has taken the connection meanwhile.
    func complete(_ check: ConnectionCheck, next: Timestamp) async throws

    /// Takes the time away from connections of a type whose time is later than `latest`, a thousand at most: they are
    /// planned anew.
    ///
    /// Returns how many there were.
    func replan(_ type: String, laterThan latest: Timestamp) async throws -> Int

    /// `nil` when there is no connection, or no time yet.
    func nextCheck(of id: ConnectionID, in team: TeamID) async throws -> Timestamp?

    /// Tells of connections that a person has to authorize again before `end`, each once.
    ///
    /// Returns how many there were, at most `limit`.
    func tellExpiring(before end: Timestamp, at now: Timestamp, limit: Int) async throws -> Int
}

/// A connection that one process verifies.
package struct ConnectionCheck: Sendable, Hashable {
    package let connectionID: ConnectionID
    package let teamID: TeamID
    package let type: String
    /// Until when nobody else does; tells this claim from others.
    package let claimedUntil: Timestamp

    package init(connectionID: ConnectionID, teamID: TeamID, type: String, claimedUntil: Timestamp) {
        self.connectionID = connectionID
        self.teamID = teamID
        self.type = type
        self.claimedUntil = claimedUntil
    }
}
