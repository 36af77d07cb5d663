// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
internal import TenonJSON

/// From a draft to what connections are made with.
extension Definitions {
    /// A version that was just published.
    package struct Published: Sendable {
        package let version: Int
        /// What its author should look at.
        package let warnings: [Finding]
    }

    /// What publishing the draft would mean for the connections that there are.
    package struct Consequences: Sendable {
        /// Those that are used with the draft at once.
        package let moving: Int
        /// Those that stay with their version until somebody authorizes them again or enters their secrets anew, because
        /// the draft could send those elsewhere.
        package let staying: Int
    }

    /// Everything that is found in the draft.
    package func lint(_ app: String, for caller: Caller) async throws -> [Finding] {
        let draft = try await draft(of: app, for: caller)
        return draft.source.compose(version: draft.app.publishedVersion + 1).findings + lintNames(draft)
    }

    /// Makes the draft the app's newest version, which never changes.
    ///
    /// - Throws: ``TenonError`` `validationFailed` with everything that is wrong, `conflict` when another change came
    ///   between.
    package func publish(_ app: String, for caller: Caller) async throws -> Published {
        try caller.principal.requireOrganizationOwner()
        let draft = try await draft(of: app, for: caller)
        let source = draft.source
        let findings = source.compose(version: draft.app.publishedVersion + 1).findings + lintNames(draft)
        try Self.refuse(findings)
        let now = clock.now()
        let version = try await store.publish(
            app, of: caller.organizationID, revision: draft.app.revision, source: source.json.text(),
            by: caller.principal.user.id, at: now
        ) { version in
            caller.audit(
                .appPublished, team: nil, subject: "app:\(app)",
                details: ["version": JSON(version), "connections": JSON(source.connections.map(\.name))], at: now)
        }
        await takeUp()
        return Published(version: version, warnings: findings.filter { $0.severity == .warning })
    }

    /// An app without types is nothing, and a type must not take the place of one that is a file by now.
    private func lintNames(_ draft: AppDraft) -> [Finding] {
        guard !draft.connections.isEmpty else { return [Finding(file: AppSource.appFile, .noTypes)] }
        return draft.connections.map(\.connection.name).filter { catalog.current.type(named: $0) != nil }.map { name in
            Finding(file: "\(name)/api", .typeOfServer, ["name": name])
        }
    }

    /// The newest first.
    package func versions(of app: String, for caller: Caller) async throws -> [AppVersion] {
        _ = try await self.app(app, for: caller)
        return try await store.versions(of: app, of: caller.organizationID)
    }

    /// What would become of the organization's connections.
    package func consequences(of app: String, for caller: Caller) async throws -> Consequences {
        let draft = try await draft(of: app, for: caller)
        let types = draft.source.compose(version: draft.app.publishedVersion + 1).types
        var (moving, staying) = (0, 0)
        for type in types {
            for (version, count) in try await store.versionsInUse(ofType: type.name, of: caller.organizationID) {
                let made = try await catalog.type(
                    named: type.name, version: version, for: caller.organizationID)
                if made.map({ type.mayStandIn(for: $0) }) ?? false { moving += count } else { staying += count }
            }
        }
        return Consequences(moving: moving, staying: staying)
    }

    /// The draft as one definition in YAML, to be put into an operator's folder.
    package func definitionText(of app: String, for caller: Caller) async throws -> String {
        try await draft(of: app, for: caller).source.definitionText()
    }
}
