// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A custom app of Make's, read from a folder or a ZIP archive.
package struct AppImport: Sendable {
    package let source: AppSource
    package let types: [ConnectionType]
    /// Everything that was found, in the files in which it was found.
    package let findings: [Finding]
    /// The definition in YAML; `nil` when there are errors.
    package let definition: String?

    /// Reads what is at `path`; `name` is the app's, over what the files say.
    package static func read(path: String, name: String? = nil) -> AppImport {
        read(path, name) { path throws(ImportFiles.Fault) in try ImportFiles(path) }
    }

    /// Reads a ZIP archive that somebody sent; `file` is what they call it.
    package static func read(archive: [UInt8], file: String, name: String? = nil) -> AppImport {
        read(file, name) { file throws(ImportFiles.Fault) in try ImportFiles(archive: archive, file: file) }
    }

    private static func read(
        _ path: String, _ name: String?, _ list: (String) throws(ImportFiles.Fault) -> ImportFiles
    ) -> AppImport {
        var reader: AppReader
        do { reader = AppReader(try list(path), name: name) } catch {
            let finding = Finding(file: error.path, error.reason)
            return AppImport(
                source: .init(name: name ?? "", label: ""), types: [], findings: [finding], definition: nil)
        }
        reader.read()
        let (types, found) = reader.source.compose(version: 1)
        var findings = reader.findings
        findings += found.map { finding in
            Finding(
                file: reader.places[finding.file] ?? path, line: finding.line, column: finding.column,
                severity: finding.severity, finding.sentence)
        }
        let hasErrors = findings.contains { $0.severity == .error }
        let definition = hasErrors ? nil : header + reader.source.definitionText()
        // What is written has to be what a server reads, within all its limits.
        let faults = definition.map { DefinitionDecoder.decode(Array($0.utf8), file: path).findings } ?? []
        let errors = faults.filter { $0.severity == .error }
        return AppImport(
            source: reader.source, types: types, findings: findings + errors,
            definition: errors.isEmpty ? definition : nil)
    }

    private static let header = "# Made of a custom app of Make's by tenon catalog import.\n\n"

    /// Whether a folder or file is a custom app, and not a definition or a folder of them.
    static func isApp(path: String) -> Bool {
        if path.hasSuffix(".zip") { return true }
        // What cannot be listed is no app; the lint says why.
        guard let paths = try? ImportFiles(path).paths else { return false }
        let layout = ImportLayout(paths, app: "app")
        let isMakes = layout.parts.contains { part, file in
            part.section == .api && (file.contains("/") || file.contains(".iml"))
        }
        return layout.manifest != nil || isMakes
    }
}
