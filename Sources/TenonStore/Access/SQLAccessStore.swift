// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Organizations, teams, users, memberships and tokens; a file for the queries of each.
package struct SQLAccessStore: AccessStore {
    let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func isInitialized() async throws -> Bool {
        try await database.read { try Self.hasOrganization(on: $0) }
    }

    package func initialize(_ installation: NewInstallation, at now: Timestamp) async throws -> Team {
        try await database.write { connection in
            guard try !Self.hasOrganization(on: connection) else {
                throw TenonError(.conflict, "The installation has been set up already.")
            }
            let organization = try Self.insertOrganization(installation.organizationName, at: now, on: connection)
            let owner = try Self.insert(
                NewUser(
                    organizationID: organization, name: installation.ownerName, email: installation.ownerEmail,
                    organizationRole: .owner, createdAt: now), on: connection)
            let team = try Self.insert(
                teamNamed: installation.teamName, in: organization, admin: owner.id, at: now, on: connection)
            let token = NewToken(
                userID: owner.id, label: "Owner", scopes: Set(APIScope.allCases), hash: installation.tokenHash,
                hint: installation.tokenHint, createdAt: now, expiresAt: nil)
            _ = try Self.insert(token, on: connection)
            let audit = AuditDraft(
                organizationID: organization, teamID: nil, action: .installationCreated, actor: .system,
                subject: nil, at: now)
            try AuditWriter.append(audit.about("organization", organization), on: connection)
            return team
        }
    }
}
