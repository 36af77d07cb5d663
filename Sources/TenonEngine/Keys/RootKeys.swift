// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonVault

/// The server's root keys, for the owners of its first organization: they hold for every organization on it.
package struct RootKeys: Sendable {
    let vault: Vault
    let audit: any AuditStore
    let clock: any WallClock

    package init(vault: Vault, audit: any AuditStore, clock: any WallClock) {
        self.vault = vault
        self.audit = audit
        self.clock = clock
    }

    /// Every root key, and how many data keys each still holds.
    package func usage(for caller: Caller) async throws -> [Vault.Usage] {
        try await requireKeeper(caller)
        return try await explaining { try await vault.usage() }
    }

    /// Makes a new root key and wraps every data key with it; an older one that was cut short goes on.
    package func rotate(for caller: Caller) async throws -> Vault.Rotation {
        try await requireKeeper(caller)
        let now = clock.now()
        return try await explaining {
            try await vault.rotateRoot { key in
                caller.audit(.rootKeyRotated, team: nil, subject: "root-key:\(key)", at: now)
            }
        }
    }

    private func requireKeeper(_ caller: Caller) async throws {
        try caller.principal.requireOrganizationOwner()
        guard try await audit.chains().first == caller.organizationID else {
            throw TenonError(.permissionDenied, .notKeeper)
        }
    }

    private func explaining<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as VaultError {
            throw TenonError(.conflict, .keyRingFault, ["reason": error.description], underlying: error)
        }
    }
}
