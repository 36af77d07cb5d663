// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
package import TenonJSON

/// Organizations' own apps: definitions of connection types that are drafted, checked and published over the API.
///
/// Anyone in the organization may read them, its owners change them. What belongs to another organization does not exist.
package struct Definitions: Sendable {
    package static let descriptionCharactersMax = 2000
    package static let countriesMax = 300
    /// The colour of an app that names none.
    package static let themeDefault = "#4a5568"

    let store: any DefinitionStore
    let installations: Installations
    let catalog: CatalogSource
    let clock: any WallClock
    let randomness: any Randomness

    package init(
        store: any DefinitionStore, installations: Installations, catalog: CatalogSource, clock: any WallClock,
        randomness: any Randomness
    ) {
        self.store = store
        self.installations = installations
        self.catalog = catalog
        self.clock = clock
        self.randomness = randomness
    }

    // MARK: - Apps

    /// What a person says of an app; `nil` leaves it as it is.
    package struct AppForm: Sendable {
        /// The name that is wished for; the server gives one like it.
        package var name: String?
        package var label: String?
        package var description: String?
        package var theme: String?
        package var documentation: String?
        package var language: String?
        /// A list of texts, or null.
        package var countries: JSON?

        package init(
            name: String? = nil, label: String? = nil, description: String? = nil, theme: String? = nil,
            documentation: String? = nil, language: String? = nil, countries: JSON? = nil
        ) {
            self.name = name
            self.label = label
            self.description = description
            self.theme = theme
            self.documentation = documentation
            self.language = language
            self.countries = countries
        }
    }

    /// By name.
    package func apps(for caller: Caller) async throws -> [CustomApp] {
        try await store.apps(of: caller.organizationID)
    }

    package func app(_ name: String, for caller: Caller) async throws -> CustomApp {
        guard let app = try await store.app(name, of: caller.organizationID) else { throw Self.missingApp }
        return app
    }

    /// The app with all its texts.
    package func draft(of name: String, for caller: Caller) async throws -> AppDraft {
        guard let draft = try await store.draft(of: name, of: caller.organizationID) else { throw Self.missingApp }
        return draft
    }

    /// Makes an app without connection types; `faults` are those the caller found already.
    package func create(_ form: AppForm, faults: Faults = Faults(), for caller: Caller) async throws -> CustomApp {
        try caller.principal.requireOrganizationOwner()
        var faults = faults
        Self.checkNew(form, into: &faults)
        try faults.check()
        return try await insert(form, base: "", for: caller)
    }

    /// Makes an app of a form that was checked; the server gives the name.
    func insert(_ form: AppForm, base: String, for caller: Caller) async throws -> CustomApp {
        let (organization, now, label) = (caller.organizationID, clock.now(), form.label ?? "")
        let app = CustomApp(
            name: "", organizationID: organization, label: label, description: form.description ?? "",
            theme: form.theme?.lowercased() ?? Self.themeDefault, documentation: form.documentation,
            language: form.language ?? "en", countries: form.countries ?? .null, publishedVersion: 0, revision: 1,
            createdAt: now, updatedAt: now)
        let taken = Set(catalog.current.types.flatMap { [$0.app, $0.name] }).union(NameWish.reserved)
        return try await store.insert(
            app, base: base, names: NameWish(form.name ?? label).names(except: taken, randomness)
        ) { name in
            caller.audit(
                .appCreated, team: nil, subject: "app:\(name)", details: ["name": .string(label)], at: now)
        }
    }

    package func update(
        _ name: String, _ form: AppForm, faults: Faults = Faults(), for caller: Caller
    ) async throws -> CustomApp {
        var app = try await change(name, for: caller)
        var faults = faults
        Self.check(form, into: &faults)
        try faults.check()
        app.label = form.label ?? app.label
        app.description = form.description ?? app.description
        app.theme = form.theme?.lowercased() ?? app.theme
        if let documentation = form.documentation { app.documentation = documentation.isEmpty ? nil : documentation }
        app.language = form.language ?? app.language
        app.countries = form.countries ?? app.countries
        let now = clock.now()
        guard let updated = try await store.update(app, at: now, audit: changed(name, caller, at: now)) else {
            throw Self.missingApp
        }
        return updated
    }

    /// Deletes the app with its types, its versions, and the organization's clients for them.
    ///
    /// - Throws: ``TenonError`` `conflict` while connections use one of its types.
    package func delete(_ name: String, for caller: Caller) async throws {
        let app = try await change(name, for: caller)
        let audit = caller.audit(
            .appDeleted, team: nil, subject: "app:\(name)", details: ["name": .string(app.label)], at: clock.now())
        try Self.check(
            try await store.delete(app: name, of: caller.organizationID, audit: audit), missing: Self.missingApp)
        await takeUp()
    }

    /// What is wrong with the form of an app that is to be made.
    static func checkNew(_ form: AppForm, into faults: inout Faults) {
        if form.label == nil { faults.missing("label") }
        check(form, into: &faults)
    }

    private static func check(_ form: AppForm, into faults: inout Faults) {
        if let label = form.label { DisplayName.check(label, as: "label", into: &faults) }
        if let description = form.description, description.count > descriptionCharactersMax {
            faults.invalid("description", .charactersAtMost, ["count": String(descriptionCharactersMax)])
        }
        if let theme = form.theme, theme.first != "#" || theme.count != 7 || !theme.dropFirst().allSatisfy(\.isHexDigit)
        {
            faults.invalid("theme", .colour)
        }
        if let documentation = form.documentation, !documentation.isEmpty, !Authorizer.isReturnURL(documentation) {
            faults.invalid("docs", .webURL)
        }
        if let language = form.language, !(2...16).contains(language.utf8.count) {
            faults.invalid("language", .languageTag)
        }
        let countries = form.countries?.array
        let isList = countries.map { $0.count <= countriesMax && $0.allSatisfy { $0.string != nil } } ?? false
        if let given = form.countries, !given.isNull, !isList {
            faults.invalid("countries", "must be a list of at most \(countriesMax) texts, or null")
        }
    }

    // MARK: - Steps

    /// The app, for somebody who may change it.
    func change(_ name: String, for caller: Caller) async throws -> CustomApp {
        try caller.principal.requireOrganizationOwner()
        return try await app(name, for: caller)
    }

    func changed(
        _ app: String, _ caller: Caller, _ details: JSONObject = [:], at now: Timestamp
    ) -> AuditDraft {
        caller.audit(.appChanged, team: nil, subject: "app:\(app)", details: details, at: now)
    }

    static func check(_ deletion: DefinitionDeletion, missing: TenonError) throws {
        switch deletion {
        case .deleted: return
        case .notFound: throw missing
        case .inUse(let count):
            throw TenonError(.conflict, .appInUse, ["count": String(count)])
        }
    }

    /// Has this process see at once what was just published or deleted.
    func takeUp() async {
        // Whatever it fails from: it is stored, and is read the next time.
        _ = try? await catalog.refresh()
    }

    static let missingApp = TenonError.notFound("App")
    static let missingConnection = TenonError.notFound("App connection")
}
