// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine

/// The page of a custom app: its texts, what publishing it means, and what was published.
struct DefinitionAppView {
    struct Section {
        let label: String
        let href: String
        let isEmpty: Bool
        let isChanged: Bool
    }

    struct Row {
        let app: String
        let name: String
        let label: String
        let kind: String
        let href: String
        let sections: [Section]
        let isNew: Bool
        let installation: String
    }

    struct Version {
        let number: String
        let by: String
        let at: Moment
        let isNewest: Bool
    }

    /// Everything that the page is made of.
    struct Facts {
        let draft: AppDraft
        let published: AppSource?
        let findings: [Finding]
        let consequences: Definitions.Consequences
        let versions: [AppVersion]
        let people: [UserID: String]
        let canChange: Bool
    }

    let name: String
    let label: String
    let tile: Tile
    let badge: Badge
    /// What stands in the form with the app's settings.
    let entered: String
    let theme: String
    let documentation: String
    let base: Section
    let rows: [Row]
    let hasRows: Bool
    let removed: [String]
    let hasRemoved: Bool
    let templates: [Choice]
    let list: FindingList
    let canChange: Bool
    let canPublish: Bool
    let publishTitle: String
    let consequences: [String]
    let isUnchanged: Bool
    let versions: [Version]
    let hasVersions: Bool
    let hasFaults: Bool
    let faults: [String]

    init(_ facts: Facts, form: DefinitionForm, error: TenonError?, at now: Timestamp, strings: Strings) {
        let (draft, app) = (facts.draft, facts.draft.app)
        (name, label) = (app.name, app.label)
        tile = Tile(colour: app.theme, label: app.label)
        badge = Badge(app, strings: strings)
        (entered, theme, documentation) = (form.label, form.theme, form.documentation)
        base = Section(
            label: strings("definitions.base"), href: EditorView.Subject.base.path(in: app.name),
            isEmpty: draft.base.isEmpty, isChanged: facts.published.map { $0.base != draft.base } ?? false)
        rows = draft.connections.map { Row($0, of: app.name, published: facts.published, strings: strings) }
        hasRows = !rows.isEmpty
        let present = Set(draft.connections.map(\.connection.name))
        removed = facts.published?.connections.map(\.name).filter { !present.contains($0) } ?? []
        hasRemoved = !removed.isEmpty
        templates = DefinitionForm().templates(strings)
        list = FindingList(facts.findings, in: app.name, strings: strings)
        canChange = facts.canChange
        isUnchanged = app.publishedVersion > 0 && !app.hasUnpublishedChanges
        canPublish = facts.canChange && !isUnchanged && !list.hasErrors
        publishTitle = strings("definitions.publish", ["version": String(app.publishedVersion + 1)])
        consequences = DefinitionAppView.words(facts.consequences, strings)
        versions = facts.versions.map { version in
            Version(
                number: String(version.version),
                by: facts.people[version.publishedBy]
                    ?? strings("audit.person", ["id": version.publishedBy.description]),
                at: Moment(version.publishedAt, now: now, strings: strings),
                isNewest: version.version == app.publishedVersion)
        }
        hasVersions = !versions.isEmpty
        hasFaults = error != nil
        faults = strings.sentences(of: error)
    }

    /// What publishing means for the connections that there are.
    private static func words(_ consequences: Definitions.Consequences, _ strings: Strings) -> [String] {
        guard consequences.moving + consequences.staying > 0 else { return [strings("definitions.noConnections")] }
        let told = [("moving", consequences.moving), ("staying", consequences.staying)].filter { $0.1 > 0 }
        return told.map { name, count in
            strings("definitions.\(name)", ["count": count.grouped])
        }
    }
}

extension DefinitionAppView.Row {
    fileprivate init(
        _ entry: AppDraft.Connection, of app: String, published: AppSource?, strings: Strings
    ) {
        let connection = entry.connection
        self.app = app
        (name, label) = (connection.name, connection.label)
        kind = strings("definitions.kind-\(connection.kind.rawValue)")
        href = EditorView.path(of: .api, of: connection.name, in: app)
        let old = published?.connections.first { $0.name == connection.name }
        isNew = published != nil && old == nil
        installation = "/installations/\(connection.name)"
        sections = EditorView.Subject.sections.map { section in
            let text = entry.sections[section.rawValue] ?? ""
            return DefinitionAppView.Section(
                label: section.rawValue, href: EditorView.path(of: section, of: connection.name, in: app),
                isEmpty: text.isEmpty, isChanged: old.map { ($0.sections[section] ?? "") != text } ?? false)
        }
    }
}
