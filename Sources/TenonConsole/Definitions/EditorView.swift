// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine

/// The editor of one text of an app: its base, or a section of one of its connection types.
struct EditorView {
    /// Another text of the same connection type.
    struct Tab {
        let label: String
        let href: String
        let isCurrent: Bool
        let isChanged: Bool
    }

    /// How the text differs from what was published.
    struct Difference {
        let words: String
        let published: String
    }

    /// Which text is shown.
    enum Subject {
        case base
        case section(ConnectionSection, of: AppConnection)

        /// The sections that are edited as texts; the client of ``ConnectionSection/common`` has a page of its own.
        static let sections = ConnectionSection.allCases.filter { $0 != .common }

        func text(in source: AppSource?) -> String {
            switch self {
            case .base: source?.base ?? ""
            case .section(let section, let connection):
                source?.connections.first { $0.name == connection.name }?.sections[section] ?? ""
            }
        }

        func text(in draft: AppDraft) -> String {
            switch self {
            case .base: draft.base
            case .section(let section, let connection):
                draft.connections.first { $0.connection.name == connection.name }?.sections[section.rawValue] ?? ""
            }
        }

        func path(in app: String) -> String {
            switch self {
            case .base: "/definitions/\(app)/base"
            case .section(let section, let connection): EditorView.path(of: section, of: connection.name, in: app)
            }
        }
    }

    static func path(of section: ConnectionSection, of connection: String, in app: String) -> String {
        "/definitions/\(app)/connections/\(connection)/sections/\(section.rawValue)"
    }

    let app: String
    let appLabel: String
    let tile: Tile
    let heading: String
    let help: String
    let connection: String?
    let connectionLabel: String
    let action: String
    let tabs: [Tab]
    let hasTabs: Bool
    let text: String
    /// The numbers of the lines, one a line.
    let numbers: String
    let rows: String
    let canChange: Bool
    /// Whether what is shown was sent, and not stored for what was found in it.
    let isRefused: Bool
    let difference: Difference?
    let list: FindingList
    /// Where the cursor goes when the page opens.
    let line: String
    let column: String

    /// `entered` is what a person sent, when it was not stored.
    init(
        _ subject: Subject, of draft: AppDraft, published: AppSource?, entered: String?, findings: [Finding],
        place: (line: Int, column: Int)?, canChange: Bool, isRefused: Bool,
        strings: Strings
    ) {
        let app = draft.app
        self.app = app.name
        appLabel = app.label
        tile = Tile(colour: app.theme, label: app.label)
        self.canChange = canChange
        self.isRefused = isRefused
        action = subject.path(in: app.name)
        let shown = entered ?? subject.text(in: draft)
        text = shown
        let count = max(TextDifference.lines(of: shown).count, 1)
        numbers = (1...count).map { String($0) }.joined(separator: "\n")
        rows = String(max(count + 1, 12))
        let found = published.flatMap { source in
            TextDifference(from: subject.text(in: source), to: shown).map { ($0, subject.text(in: source)) }
        }
        difference = found.map { found, old in
            Difference(words: EditorView.words(found, app.publishedVersion, strings), published: old)
        }
        list = FindingList(findings, in: app.name, strings: strings)
        (line, column) = (place.map { String($0.line) } ?? "", place.map { String($0.column) } ?? "")
        switch subject {
        case .base:
            (connection, connectionLabel, tabs) = (nil, "", [])
            heading = strings("definitions.base")
            help = strings("definitions.baseHelp")
        case .section(let section, let type):
            (connection, connectionLabel) = (type.name, type.label)
            heading = type.label
            help = strings("definitions.help-\(section.rawValue)")
            tabs = Subject.sections.map { other in
                let subject = Subject.section(other, of: type)
                return Tab(
                    label: other.rawValue, href: subject.path(in: app.name), isCurrent: other == section,
                    isChanged: published != nil && subject.text(in: draft) != subject.text(in: published))
            }
        }
        hasTabs = !tabs.isEmpty
    }

    private static func words(_ found: TextDifference, _ version: Int, _ strings: Strings) -> String {
        let (first, last) = (found.lines.lowerBound, found.lines.upperBound - 1)
        let values = [
            "version": String(version), "first": String(first), "last": String(last), "count": String(found.removed),
        ]
        if found.lines.isEmpty { return strings("definitions.differsByLess", values) }
        return strings(first == last ? "definitions.differsInLine" : "definitions.differsInLines", values)
    }
}
