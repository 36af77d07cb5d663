// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonVault

/// The server's root keys, for the owners of its first organization: they hold for every organization on it.
package struct RootKeys: Sendable {
    private let vault: Vault
    private let keeper: ServerKeeper
    private let clock: any WallClock

    package init(vault: Vault, audit: any AuditStore, clock: any WallClock) {
        self.vault = vault
        keeper = ServerKeeper(audit: audit)
        self.clock = clock
    }

    /// Every root key, and how many data keys each still holds.
    package func usage(for caller: Caller) async throws -> [Vault.Usage] {
        try await keeper.permitting(caller) { try await vault.usage() }
    }

    /// Makes a new root key and wraps every data key with it; an older one that was cut short goes on.
    package func rotate(for caller: Caller) async throws -> Vault.Rotation {
        let now = clock.now()
        return try await keeper.permitting(caller) {
            try await vault.rotateRoot { key in
                caller.audit(.rootKeyRotated, team: nil, subject: "root-key:\(key)", at: now)
            }
        }
    }
}
