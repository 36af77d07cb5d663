// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonVault

/// Who may do what concerns every organization on the server: the owners of its first one.
struct ServerKeeper: Sendable {
    let audit: any AuditStore

    /// Runs `body` for a caller who may do so; what the vault says is for their eyes.
    ///
    /// - Throws: ``TenonError`` `permissionDenied`, `conflict` where the vault refuses.
    func permitting<Value>(_ caller: Caller, _ body: () async throws -> Value) async throws -> Value {
        try caller.principal.requireOrganizationOwner()
        guard try await audit.chains().first == caller.organizationID else {
            throw TenonError(.permissionDenied, .notKeeper)
        }
        do {
            return try await body()
        } catch let error as VaultError {
            throw TenonError(.conflict, [error.sentence], underlying: error)
        }
    }
}
