// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonVault

/// The teams' data keys, for the owners of the server's first organization.
package struct DataKeys: Sendable {
    /// How things stand, over all teams.
    package struct Standing: Sendable, Hashable {
        /// Teams that have a data key.
        package var activeKeys = 0
        package var oldKeys = 0
        /// Old keys that would be dropped now.
        package var droppableKeys = 0
        /// Secrets under active keys, and all there are.
        package var done = 0
        package var total = 0
        /// Secrets that do not open, as far as this server has found.
        package var damaged = 0
        /// Whether secrets are still to be sealed again that can be.
        package var isUnderWay = false
    }

    private let rotation: DataKeyRotation
    private let resealer: DataKeyResealer
    private let keeper: ServerKeeper
    private let clock: any WallClock

    package init(
        rotation: DataKeyRotation, resealer: DataKeyResealer, audit: any AuditStore, clock: any WallClock
    ) {
        self.rotation = rotation
        self.resealer = resealer
        keeper = ServerKeeper(audit: audit)
        self.clock = clock
    }

    package func standing(for caller: Caller) async throws -> Standing {
        try await keeper.permitting(caller) {
            let now = clock.now()
            var standing = Standing()
            for key in try await rotation.usage() {
                standing.total += key.rows
                if key.isActive {
                    standing.activeKeys += 1
                    standing.done += key.rows
                } else {
                    standing.oldKeys += 1
                    if let end = key.restEnds, end <= now { standing.droppableKeys += 1 }
                }
            }
            standing.damaged = resealer.damagedCount
            standing.isUnderWay = standing.total - standing.done > standing.damaged
            return standing
        }
    }

    /// Makes a new data key for every team, or goes on with a rotation that is not at its end; the secrets are sealed again
    /// afterwards, by whichever server comes to it first.
    package func rotate(for caller: Caller) async throws -> DataKeyRotation.Beginning {
        try await keeper.permitting(caller) {
            let beginning = try await rotation.begin(actor: caller.actor)
            resealer.lookSoon()
            return beginning
        }
    }

    /// Drops the old keys that nothing needs.
    package func drop(for caller: Caller) async throws -> DataKeyRotation.Drop {
        try await keeper.permitting(caller) { try await rotation.drop(actor: caller.actor) }
    }
}
