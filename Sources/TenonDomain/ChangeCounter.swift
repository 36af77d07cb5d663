// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Counts the changes after which something that was decided before may be decided otherwise.
///
/// A token revoked, a role changed, a secret replaced, a connection deleted: it has counted them before whoever asked for
/// the change is told that it was made.
package protocol ChangeCounter: Sendable {
    /// Never the same again after such a change; read on event loops.
    var changeCount: UInt64 { get }

    /// Never the same again after a change to anything that reading connections shows; `nil` where other processes may
    /// make one unseen.
    var readCount: UInt64? { get }
}
