// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
package import TenonJSON

/// The connection types of an app, and the texts that make them.
extension Definitions {
    /// By name.
    package func connections(of app: String, for caller: Caller) async throws -> [AppConnection] {
        _ = try await self.app(app, for: caller)
        return try await store.connections(of: app, of: caller.organizationID)
    }

    package func connection(_ name: String, for caller: Caller) async throws -> AppConnection {
        guard let found = try await store.connection(name, of: caller.organizationID) else {
            throw Self.missingConnection
        }
        return found
    }

    /// Makes a connection type from a template; the server gives the name.
    ///
    /// `faults` are those the caller found already.
    package func createConnection(
        of app: String, template: String?, label: String?, faults: Faults = Faults(), for caller: Caller
    ) async throws -> AppConnection {
        let found = try await change(app, for: caller)
        var faults = faults
        let chosen = template.flatMap { ConnectionTemplate(rawValue: $0) }
        if let template, chosen == nil {
            let known = ConnectionTemplate.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            faults.invalid("type", "'\(template.prefix(40))' is not one of \(known)")
        }
        if let label { DisplayName.check(label, as: "label", into: &faults) }
        try faults.check()
        guard let chosen else { throw TenonError.validation(.missing, ["parameter": "type"]) }
        return try await insert(
            AppSource.template(chosen, name: "", label: label ?? found.label), of: app, for: caller)
    }

    /// Makes a connection type of the app with the texts of `source`; the server gives the name.
    func insert(_ source: ConnectionSource, of app: String, for caller: Caller) async throws -> AppConnection {
        let new = AppConnection(
            name: "", app: app, organizationID: caller.organizationID, label: source.label,
            kind: source.kind == .oauth ? .oauth : .basic)
        // What `common` holds is the organization's own, and is kept with its installation.
        let sections = source.sections.filter { $0.key != .common && !$0.value.isEmpty }
        let now = clock.now()
        return try await store.insert(
            new, sections: Dictionary(uniqueKeysWithValues: sections.map { ($0.key.rawValue, $0.value) }),
            names: NameWish.connections(of: app, except: Set(catalog.current.types.map(\.name))), at: now
        ) { name in
            changed(app, caller, ["connection": .string(name), "change": "created"], at: now)
        }
    }

    package func updateConnection(
        _ name: String, label: String?, faults: Faults = Faults(), for caller: Caller
    ) async throws -> AppConnection {
        try caller.principal.requireOrganizationOwner()
        var found = try await connection(name, for: caller)
        var faults = faults
        if let label { DisplayName.check(label, as: "label", into: &faults) }
        try faults.check()
        found.label = label ?? found.label
        let now = clock.now()
        let updated = try await store.update(
            found, at: now, audit: changed(found.app, caller, ["connection": .string(name)], at: now))
        guard let updated else { throw Self.missingConnection }
        return updated
    }

    /// Deletes the type; at once, not with the next version.
    ///
    /// - Throws: ``TenonError`` `conflict` while connections use it.
    package func deleteConnection(_ name: String, for caller: Caller) async throws {
        try caller.principal.requireOrganizationOwner()
        let found = try await connection(name, for: caller)
        let now = clock.now()
        let audit = changed(found.app, caller, ["connection": .string(name), "change": "deleted"], at: now)
        try Self.check(
            try await store.delete(connection: name, of: caller.organizationID, at: now, audit: audit),
            missing: Self.missingConnection)
        await takeUp()
    }

    // MARK: - Texts

    /// The app's base, JSONC; empty when there is none.
    package func base(of app: String, for caller: Caller) async throws -> String {
        try await draft(of: app, for: caller).base
    }

    /// Stores the app's base, and returns what its author should look at.
    ///
    /// - Throws: ``TenonError`` `validationFailed` with everything that is wrong with it; nothing is stored then.
    package func setBase(of app: String, to text: String, for caller: Caller) async throws -> [Finding] {
        try caller.principal.requireOrganizationOwner()
        var draft = try await draft(of: app, for: caller)
        draft.base = text
        let warnings = try Self.accept(draft.source, AppSource.baseFile)
        let now = clock.now()
        let audit = changed(app, caller, ["section": "base"], at: now)
        guard try await store.setBase(text, of: app, of: caller.organizationID, at: now, audit: audit) else {
            throw Self.missingApp
        }
        return warnings
    }

    /// A section's text, JSONC; empty when it was never set.
    package func section(
        _ section: ConnectionSection, of name: String, for caller: Caller
    ) async throws -> String {
        _ = try await connection(name, for: caller)
        return try await store.section(section.rawValue, of: name, of: caller.organizationID) ?? ""
    }

    /// Stores a section, and returns what its author should look at.
    ///
    /// - Throws: ``TenonError`` `validationFailed` with everything that is wrong with it; nothing is stored then.
    package func setSection(
        _ section: ConnectionSection, of name: String, to text: String, for caller: Caller
    ) async throws -> [Finding] {
        try caller.principal.requireOrganizationOwner()
        let warnings = try await findings(in: section, of: name, as: text, for: caller).warnings
        let found = try await connection(name, for: caller)
        let now = clock.now()
        let audit = changed(
            found.app, caller, ["connection": .string(name), "section": .string(section.rawValue)], at: now)
        let isStored = try await store.setSection(
            section.rawValue, to: text, of: name, of: caller.organizationID, at: now, audit: audit)
        guard isStored else { throw Self.missingConnection }
        return warnings
    }

    /// What would be found in the section if it were `text`; nothing is stored.
    package func check(
        _ section: ConnectionSection, of name: String, as text: String, for caller: Caller
    ) async throws -> [Finding] {
        let found = try await connection(name, for: caller)
        return try await source(of: found, with: section, as: text, for: caller).findings(
            in: "\(name)/\(section.rawValue)")
    }

    /// What would be found in the app's base if it were `text`; nothing is stored.
    package func checkBase(of app: String, as text: String, for caller: Caller) async throws -> [Finding] {
        var draft = try await draft(of: app, for: caller)
        draft.base = text
        return draft.source.findings(in: AppSource.baseFile)
    }

    private func findings(
        in section: ConnectionSection, of name: String, as text: String, for caller: Caller
    ) async throws -> (source: AppSource, warnings: [Finding]) {
        let found = try await connection(name, for: caller)
        let source = try await source(of: found, with: section, as: text, for: caller)
        return (source, try Self.accept(source, "\(name)/\(section.rawValue)"))
    }

    private func source(
        of connection: AppConnection, with section: ConnectionSection, as text: String, for caller: Caller
    ) async throws -> AppSource {
        var draft = try await draft(of: connection.app, for: caller)
        guard let index = draft.connections.firstIndex(where: { $0.connection.name == connection.name }) else {
            throw Self.missingConnection
        }
        draft.connections[index].sections[section.rawValue] = text
        return draft.source
    }

    /// The warnings about a text of the app.
    ///
    /// - Throws: its errors, all in one.
    private static func accept(_ source: AppSource, _ file: String) throws -> [Finding] {
        let findings = source.findings(in: file)
        try refuse(findings)
        return findings.filter { $0.severity == .warning }
    }

    /// Throws all errors among the findings in one, each with its place.
    static func refuse(_ findings: [Finding]) throws {
        let errors = findings.filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw TenonError.validation(
                errors.map { "\($0.file), line \($0.line), column \($0.column): \($0.message)." })
        }
    }

    // MARK: - The organization's client

    /// What is stored of the organization's client for the type, without its secrets; `nil` for nothing.
    package func common(of name: String, for caller: Caller) async throws -> Installations.View? {
        _ = try await connection(name, for: caller)
        return try await installations.view(of: name, for: caller)
    }

    /// Sets the organization's client for the type: for the newest published version, or for the draft when there is none.
    package func setCommon(of name: String, to input: JSONObject, for caller: Caller) async throws {
        try caller.principal.requireOrganizationOwner()
        let found = try await connection(name, for: caller)
        if let published = try await catalog.type(named: name, for: caller.organizationID) {
            _ = try await installations.put(name, input, reach: published.reach, for: caller)
            return
        }
        let types = try await draft(of: found.app, for: caller).source.compose(version: 1).types
        let reach = types.first { $0.name == name }?.reach
        _ = try await installations.put(name, input, reach: reach.map(\.unpublished) ?? .nowhere, for: caller)
    }
}

extension SecretReach {
    /// The same of a definition that has no version yet.
    fileprivate var unpublished: SecretReach {
        SecretReach(version: 0, hosts: hosts, openings: openings, isComputed: isComputed)
    }

    /// Of a definition that cannot be read.
    fileprivate static let nowhere = SecretReach(version: 0, hosts: [], isComputed: true)
}

extension AppDraft {
    /// The texts as the catalogue composes them.
    var source: AppSource {
        AppSource(
            name: app.name, label: app.label, theme: app.theme, documentation: app.documentation, base: base,
            connections: connections.map { entry in
                let sections = entry.sections.compactMap { name, text in
                    ConnectionSection(rawValue: name).map { ($0, text) }
                }
                return ConnectionSource(
                    name: entry.connection.name, label: entry.connection.label,
                    kind: entry.connection.kind == .oauth ? .oauth : .basic,
                    sections: Dictionary(sections, uniquingKeysWith: { first, _ in first }))
            })
    }
}
