// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Counts the changes after which something that was decided before may be decided otherwise.
///
/// A token revoked, a role changed, a secret replaced, a connection deleted: it has counted them before whoever asked for
/// the change is told that it was made. Counts only go up, and are read on event loops.
package protocol ChangeCounter: Sendable {
    /// Never the same again after a change to callers: tokens, roles, teams, people.
    var changeCount: UInt64 { get }

    /// Never the same again after such a change, or one to that connection or its secret.
    func changeCount(of connection: ConnectionID) -> UInt64

    /// Never the same again after a change to anything that reading connections shows; `nil` where other processes may
    /// make one unseen.
    var readCount: UInt64? { get }

    /// Never the same again after a change to anything that reading that connection shows.
    func readCount(of connection: ConnectionID) -> UInt64?
}

/// For whoever cannot tell one connection from another.
extension ChangeCounter {
    package func changeCount(of connection: ConnectionID) -> UInt64 { changeCount }
    package func readCount(of connection: ConnectionID) -> UInt64? { readCount }
}
