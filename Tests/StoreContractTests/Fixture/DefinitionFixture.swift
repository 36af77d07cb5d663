// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import TenonStore

/// What the contract of custom apps needs beside the rest.
extension Fixture {
    var definitions: SQLDefinitionStore { SQLDefinitionStore(database) }

    func addApp(names: [String], label: String = "Acme", in organization: OrganizationID? = nil) async throws
        -> CustomApp
    {
        let app = CustomApp(
            name: "", organizationID: organization ?? team.organizationID, label: label, description: "d",
            theme: "#4a154b", documentation: nil, language: "en", countries: ["de"], publishedVersion: 0, revision: 1,
            createdAt: Self.now, updatedAt: Self.now)
        return try await definitions.insert(app, base: "{}", names: names) { name in
            var audit = draft(.appCreated)
            audit.subject = "app:\(name)"
            return audit
        }
    }

    func addAppConnection(
        of app: CustomApp, names: [String], sections: [String: String] = [:]
    ) async throws -> TenonDomain.AppConnection {
        let new = AppConnection(
            name: "", app: app.name, organizationID: app.organizationID, label: "Acme", kind: .basic)
        return try await definitions.insert(new, sections: sections, names: names, at: Self.now) { _ in
            draft(.appChanged)
        }
    }

    /// Publishes the draft as it is.
    @discardableResult
    func publish(_ app: String, source: String = "{}", revision: Int64? = nil) async throws -> Int {
        let found = try await definitions.app(app, of: team.organizationID)
        return try await definitions.publish(
            app, of: team.organizationID, revision: revision ?? found?.revision ?? 0, source: source, by: owner.id,
            at: Self.now
        ) { _ in draft(.appPublished) }
    }
}
