// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
package import TenonJSON
package import TenonVault

/// The organizations' own clients at providers: client id, client secret and whatever else a type's `common` names.
package struct Installations: Sendable {
    /// The largest set of values.
    package static let bytesMax = 16 << 10
    package static let valuesMax = 32

    /// What may be seen of an installation.
    package struct View: Sendable {
        package let type: String
        /// Values that are no secrets, such as the client's id.
        package let shown: JSONObject
        package let secretNames: [String]
        package let updatedAt: Timestamp
    }

    let store: any InstallationStore
    let access: any AccessStore
    let vault: Vault
    let catalog: CatalogSource
    let clock: any WallClock

    package init(
        store: any InstallationStore, access: any AccessStore, vault: Vault, catalog: CatalogSource,
        clock: any WallClock
    ) {
        self.store = store
        self.access = access
        self.vault = vault
        self.catalog = catalog
        self.clock = clock
    }

    /// The values of the organization for a type; none when there is no installation.
    ///
    /// - Throws: ``Failure`` when they were set for a version of the definition that could not send them where this one
    ///   does: somebody may have edited it who was never told them.
    func values(for type: ConnectionType, in organization: OrganizationID) async throws -> ParameterValues {
        guard let installation = try await store.installation(type.name, of: organization) else {
            return ParameterValues()
        }
        guard type.organizationID == nil || installation.reach?.covers(type.reach) == true else {
            throw Failure(Sentence(.clientOfOtherVersion, ["type": type.label]), name: .runtime)
        }
        return try await open(installation)
    }

    package func list(for caller: Caller) async throws -> [View] {
        var views: [View] = []
        for installation in try await store.installations(of: caller.organizationID) {
            views.append(view(of: installation, try await open(installation)))
        }
        return views
    }

    /// Stores the values, in place of those there were; secrets that are left out stay when `keepsSecrets`.
    package func put(
        _ type: String, _ input: JSONObject, keepsSecrets: Bool = false, for caller: Caller
    ) async throws -> View {
        try caller.principal.requireOrganizationOwner()
        guard let found = try await catalog.type(named: type, for: caller.organizationID) else {
            throw TenonError.notFound("Connection type")
        }
        return try await put(
            type, input, reach: found.organizationID == nil ? nil : found.reach, keepsSecrets: keepsSecrets,
            for: caller)
    }

    /// Stores the values for a definition of that `reach`, which nobody can change for a type that is a file.
    func put(
        _ type: String, _ input: JSONObject, reach: SecretReach?, keepsSecrets: Bool = false, for caller: Caller
    ) async throws -> View {
        try caller.principal.requireOrganizationOwner()
        var faults = Faults()
        var values = ParameterValues()
        if input.isEmpty || input.count > Installations.valuesMax {
            faults.add(.valueCount, ["most": String(Installations.valuesMax)])
        }
        for member in input {
            guard let text = Installations.text(of: member.value), !text.isEmpty else {
                faults.invalid(member.name, .text)
                continue
            }
            if Parameter.isMask(text) { faults.invalid(member.name, .mask) }
            values.set(member.name, .string(text), isSecret: !Installations.isShown(member.name))
        }
        if keepsSecrets, let stored = try await store.installation(type, of: caller.organizationID) {
            let old = try await open(stored)
            let mayStay = reach.map { stored.reach?.covers($0) == true } ?? true
            for name in old.names where input[name] == nil {
                guard let secret = old.secret(name) else { continue }
                guard mayStay else {
                    faults.invalid(name, "the definition sends it to other hosts by now, so it has to be entered again")
                    continue
                }
                values.set(name, .string(secret.reveal()), isSecret: true)
            }
        }
        if values.byteCount > Installations.bytesMax {
            faults.add(.valuesTooLarge, ["bytes": String(Installations.bytesMax)])
        }
        try faults.check()
        return try await store(values, for: type, reach: reach, names: input.names, caller: caller)
    }

    private func store(
        _ values: ParameterValues, for type: String, reach: SecretReach?, names: [String], caller: Caller
    ) async throws -> View {
        let (organization, now) = (caller.organizationID, clock.now())
        // The organization's first team lends its data key.
        let teams = try await access.teams(in: organization, of: nil, page: Page(limit: 1, sortBy: .id))
        guard let team = teams.first else { throw TenonError(.conflict, .noTeam) }
        let version = (try await store.installation(type, of: organization)?.box.version ?? 0) + 1
        let box = try await vault.sealer(for: team.id).seal(
            values.sealedForm(), in: .installation(type, of: organization), version: version)
        let installation = AppInstallation(
            organizationID: organization, type: type, teamID: team.id, box: box, updatedAt: now, reach: reach)
        try await store.put(
            installation,
            audit: caller.audit(
                .installationChanged, team: nil, subject: "installation:\(type)", details: ["fields": JSON(names)],
                at: now))
        return view(of: installation, values)
    }

    /// What is stored for a type; `nil` when nothing is.
    func view(of type: String, for caller: Caller) async throws -> View? {
        guard let stored = try await store.installation(type, of: caller.organizationID) else { return nil }
        return view(of: stored, try await open(stored))
    }

    package func delete(_ type: String, for caller: Caller) async throws {
        try caller.principal.requireOrganizationOwner()
        let audit = caller.audit(
            .installationDeleted, team: nil, subject: "installation:\(type)", at: clock.now())
        guard try await store.delete(type, of: caller.organizationID, audit: audit) else {
            throw TenonError.notFound("Installation")
        }
    }

    private func open(_ installation: AppInstallation) async throws -> ParameterValues {
        let clear = try await vault.open(
            installation.box, team: installation.teamID,
            in: .installation(installation.type, of: installation.organizationID))
        return try ParameterValues(opening: clear)
    }

    private func view(of installation: AppInstallation, _ values: ParameterValues) -> View {
        let shown = values.names.compactMap { name in
            values.open(name).map { JSONObject.Member(name: name, value: $0) }
        }
        return View(
            type: installation.type, shown: JSONObject(shown),
            secretNames: values.names.filter { values.open($0) == nil }, updatedAt: installation.updatedAt)
    }

    private static func text(of value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .number(let number): number.text
        default: nil
        }
    }

    /// A client's identifier is public (RFC 6749 §2.2); everything else is taken for a secret.
    private static func isShown(_ name: String) -> Bool { name == "clientId" }
}
