// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonStore
internal import TenonVault

/// What an operator does on the server's machine, on database and keys themselves.
package enum Operations {
    /// Makes a new root key and wraps every data key with it; a running server goes on.
    package static func rotateRootKey(at place: ServerPlace) async throws -> RootKeyReport {
        try await existing(at: place) { startup in
            let organization = try await organization(of: startup)
            let rotation = try await startup.vault.rotateRoot { key in
                AuditDraft(
                    organizationID: organization, teamID: nil, action: .rootKeyRotated, actor: .system,
                    subject: "root-key:\(key)", at: Startup.clock.now())
            }
            return RootKeyReport(activeKeyID: rotation.activeKeyID, rewrapped: rotation.rewrapped)
        }
    }

    package static func rootKeys(at place: ServerPlace) async throws -> [RootKeyUsage] {
        try await existing(at: place) { startup in
            try await startup.vault.usage().map { usage in
                RootKeyUsage(
                    id: usage.id, createdAt: usage.createdAt?.iso8601 ?? "missing", isActive: usage.isActive,
                    dataKeys: usage.dataKeys)
            }
        }
    }

    /// Takes a root key that nothing needs any more out of the ring.
    package static func retireRootKey(_ id: String, at place: ServerPlace) async throws {
        try await existing(at: place) { startup in try await startup.vault.retire(rootKeyID: id) }
    }

    /// Issues the owner a new token, for when all others are lost.
    package static func recoverOwnerToken(at place: ServerPlace) async throws -> String {
        try await existing(at: place) { startup in
            let access = Access(store: startup.access, clock: Startup.clock, randomness: Startup.randomness)
            return try await access.issueOwnerToken(in: try await organization(of: startup)).reveal()
        }
    }

    /// Checks the audit chains; works beside a running server.
    package static func verifyAudit(at place: ServerPlace) async throws -> AuditReport {
        try await Startup.explaining {
            let database = try await place.settings().database.openReadOnly()
            defer { try? database.close() }
            let chains = try await AuditVerifier(store: SQLAuditStore(database)).verify()
            return AuditReport(
                chains: chains.map { chain in
                    AuditReport.Chain(
                        organization: chain.organizationID.rawValue, events: chain.events,
                        firstBroken: chain.damage?.sequence, reason: chain.damage?.reason)
                })
        }
    }

    package static func lintCatalog(path: String) throws -> [CatalogFinding] {
        Lint.lint(path: path).map { CatalogFinding($0) }
    }

    /// Reads a custom app of Make's, in a folder or a ZIP archive, and makes a definition of it; `name` is the app's.
    package static func importApp(path: String, name: String?) -> AppImportReport {
        let app = AppImport.read(path: path, name: name)
        return AppImportReport(
            app: app.source.name, types: app.types.map(\.name), findings: app.findings.map { CatalogFinding($0) },
            definition: app.definition, texts: AppImportTexts(app.source))
    }

    /// Opens what a server has set up for `body`, and closes it.
    static func existing<Value>(
        at place: ServerPlace, _ body: (Startup) async throws -> Value
    ) async throws -> Value {
        try await Startup.explaining {
            let settings = try await place.settings()
            // Reading first: what is named by mistake must not become a database of Tenon's.
            try await settings.database.openReadOnly().close()
            return try await Startup.with(settings.database, keyRing: settings.keyRingSource, body)
        }
    }

    private static func organization(of startup: Startup) async throws -> OrganizationID {
        guard let organization = try await SQLAuditStore(startup.database).chains().first else {
            throw OperatorError("The installation has not been set up yet.", exitCode: OperatorError.badData)
        }
        return organization
    }
}
