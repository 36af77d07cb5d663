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
        let startup = try await existing(at: place)
        return try await Startup.explaining {
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
        let startup = try await existing(at: place)
        return try await Startup.explaining {
            try await startup.vault.usage().map { usage in
                RootKeyUsage(
                    id: usage.id, createdAt: usage.createdAt?.iso8601 ?? "missing", isActive: usage.isActive,
                    dataKeys: usage.dataKeys)
            }
        }
    }

    /// Takes a root key that nothing needs any more out of the ring.
    package static func retireRootKey(_ id: String, at place: ServerPlace) async throws {
        let startup = try await existing(at: place)
        try await Startup.explaining { try await startup.vault.retire(rootKeyID: id) }
    }

    /// Issues the owner a new token, for when all others are lost.
    package static func recoverOwnerToken(at place: ServerPlace) async throws -> String {
        let startup = try await existing(at: place)
        return try await Startup.explaining {
            let access = Access(store: startup.access, clock: Startup.clock, randomness: Startup.randomness)
            return try await access.issueOwnerToken(in: try await organization(of: startup)).reveal()
        }
    }

    /// Checks the audit chains; works beside a running server.
    package static func verifyAudit(at place: ServerPlace) async throws -> AuditReport {
        try await Startup.explaining {
            let database = try await place.settings().database.openReadOnly()
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
        Lint.lint(path: path).map { finding in
            CatalogFinding(
                file: finding.file, line: finding.line, column: finding.column, severity: finding.severity.rawValue,
                message: finding.message)
        }
    }

    /// Opens what a server has set up.
    private static func existing(at place: ServerPlace) async throws -> Startup {
        try await Startup.explaining {
            let settings = try await place.settings()
            // Reading first: what is named by mistake must not become a database of Tenon's.
            try await settings.database.openReadOnly().close()
            return try await Startup.open(settings.database, keyRing: settings.keyRingSource)
        }
    }

    private static func organization(of startup: Startup) async throws -> OrganizationID {
        guard let organization = try await SQLAuditStore(startup.database).chains().first else {
            throw OperatorError("The installation has not been set up yet.", exitCode: OperatorError.badData)
        }
        return organization
    }
}
