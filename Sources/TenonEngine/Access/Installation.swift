// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonVault

/// The first start: makes organization 1, team 1, its owner and the owner's token.
package struct Installation: Sendable {
    let store: any AccessStore
    let vault: Vault
    let clock: any WallClock
    let randomness: any Randomness

    package init(store: any AccessStore, vault: Vault, clock: any WallClock, randomness: any Randomness) {
        self.store = store
        self.vault = vault
        self.clock = clock
        self.randomness = randomness
    }

    package func exists() async throws -> Bool { try await store.isInitialized() }

    /// Sets the installation up with `token`, or a random one, for the owner.
    ///
    /// The team gets its data key at once, so that a server with another key ring notices at its next start.
    package func create(token: TokenText?) async throws -> Secret {
        let token = token ?? .random(from: randomness)
        let team = try await store.initialize(
            NewInstallation(
                organizationName: "Organization", teamName: "Team", ownerName: "Owner", ownerEmail: "owner@localhost",
                tokenHash: token.hash, tokenHint: token.hint),
            at: clock.now())
        _ = try await vault.sealer(for: team.id)
        return token.secret
    }
}
