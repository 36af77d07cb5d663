// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog

/// Something that was found in a definition, and the way to its place.
struct FindingView {
    let tone: String
    let severity: String
    let place: String
    let message: String
    let line: String
    let column: String
    /// The editor of its text with the cursor there; `nil` for what is in no text.
    let href: String?

    /// `app` is the name of the app that it was found in.
    init(_ finding: Finding, in app: String, strings: Strings) {
        tone = finding.severity == .error ? "bad" : "warn"
        severity = strings("definitions.\(finding.severity.rawValue)")
        message = strings(finding.sentence)
        (line, column) = (String(finding.line), String(finding.column))
        let path = FindingView.path(of: finding.file, in: app)
        href = path.map { "\($0)?line=\(finding.line)&column=\(finding.column)" }
        place = strings(
            finding.file == AppSource.appFile ? "definitions.placeOfApp" : "definitions.place",
            ["file": finding.file, "line": line, "column": column])
    }

    /// The editor of a text by the `file` of its findings.
    private static func path(of file: String, in app: String) -> String? {
        if file == AppSource.baseFile { return "/definitions/\(app)/base" }
        let parts = file.split(separator: "/")
        guard parts.count == 2, let section = ConnectionSection(rawValue: String(parts[1])) else { return nil }
        return EditorView.path(of: section, of: String(parts[0]), in: app)
    }
}

/// What was found, for the list beside an editor and the one on the app's page.
struct FindingList {
    let findings: [FindingView]
    let hasFindings: Bool
    let hasErrors: Bool

    init(_ findings: [Finding], in app: String, strings: Strings) {
        self.findings = findings.map { FindingView($0, in: app, strings: strings) }
        hasFindings = !findings.isEmpty
        hasErrors = findings.contains { $0.severity == .error }
    }
}
