// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP

extension Badge {
    /// Whether what is drafted of an app is what is in use.
    init(_ app: CustomApp, strings: Strings) {
        let (tone, name) =
            app.publishedVersion == 0
            ? ("quiet", "neverPublished") : app.hasUnpublishedChanges ? ("warn", "draftDiffers") : ("good", "published")
        self.init(tone: tone, label: strings("definitions.\(name)"))
    }
}

/// The list of custom apps.
struct DefinitionListView {
    struct Row {
        let name: String
        let label: String
        let tile: Tile
        let badge: Badge
        let version: String
        let changed: Moment
    }

    let rows: [Row]
    let hasRows: Bool
    let canChange: Bool

    init(_ apps: [CustomApp], canChange: Bool, at now: Timestamp, strings: Strings) {
        rows = apps.map { app in
            Row(
                name: app.name, label: app.label, tile: Tile(colour: app.theme, label: app.label),
                badge: Badge(app, strings: strings),
                version: app.publishedVersion == 0 ? "–" : String(app.publishedVersion),
                changed: Moment(app.updatedAt, now: now, strings: strings))
        }
        hasRows = !rows.isEmpty
        self.canChange = canChange
    }
}

/// What a person enters for an app, or for a connection type of one.
struct DefinitionForm {
    var name = ""
    var label = ""
    var theme = ""
    var documentation = ""
    var template = ConnectionTemplate.oauthRefresh.rawValue

    init() {}

    init(_ app: CustomApp) {
        (name, label, theme, documentation) = (app.name, app.label, app.theme, app.documentation ?? "")
    }

    init(_ form: Query) {
        name = form.text("name") ?? ""
        label = form.text("label") ?? ""
        theme = form.text("theme") ?? ""
        documentation = form.text("docs") ?? ""
        template = form.text("template") ?? ""
    }

    /// For a new app.
    var wish: Definitions.AppForm {
        Definitions.AppForm(
            name: name.isEmpty ? nil : name, label: label.isEmpty ? nil : label, theme: theme.isEmpty ? nil : theme,
            documentation: documentation.isEmpty ? nil : documentation)
    }

    /// For a change: an emptied field is emptied.
    var change: Definitions.AppForm {
        Definitions.AppForm(label: label, theme: theme, documentation: documentation)
    }

    func templates(_ strings: Strings) -> [Choice] {
        ConnectionTemplate.allCases.map {
            Choice(
                value: $0.rawValue, label: strings("definitions.template-\($0.rawValue)"),
                isChosen: $0.rawValue == template)
        }
    }
}

/// The form for a new app.
struct NewDefinitionView {
    let name: String
    let label: String
    let theme: String
    let documentation: String
    let templates: [Choice]
    let hasFaults: Bool
    let faults: [String]
    /// What was found in an archive that was sent; `nil` when none was.
    let found: FindingList?
    let hasImportFaults: Bool
    let importFaults: [String]

    /// `findings` are those of an archive from which no app was made, `importError` is why none was.
    init(
        _ form: DefinitionForm, error: TenonError? = nil, findings: [Finding] = [], importError: TenonError? = nil,
        strings: Strings
    ) {
        (name, label, documentation) = (form.name, form.label, form.documentation)
        theme = Tile.channels(of: form.theme) == nil ? Definitions.themeDefault : form.theme
        templates = form.templates(strings)
        hasFaults = error != nil
        faults = strings.sentences(of: error)
        found = findings.isEmpty ? nil : FindingList(findings, in: "", strings: strings)
        hasImportFaults = importError != nil || !findings.isEmpty
        importFaults = strings.sentences(of: importError)
    }
}
