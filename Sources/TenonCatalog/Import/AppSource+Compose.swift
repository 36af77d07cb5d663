// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension AppSource {
    /// The connection types that the sections describe, and what is wrong with them.
    ///
    /// The `file` of a finding is `<connection>/<section>`, `base` or `app`; line and column are those of that text. A
    /// definition with errors must not be used, whatever types could be read of it. `version` is that of the types.
    package func compose(version: Int) -> (types: [ConnectionType], findings: [Finding]) {
        var decoder = DefinitionDecoder()
        let types = decoder.app(decoder.compose(self, version: version))
        return (types, sorted(decoder.findings))
    }

    /// The same as one definition in YAML, to be put into the operator's folder.
    ///
    /// What cannot be read is missing from it: ask ``compose(version:)`` first.
    package func definitionText() -> String {
        var decoder = DefinitionDecoder()
        var writer = DefinitionWriter()
        writer.write(decoder.compose(self, version: nil))
        return writer.text
    }

    /// The findings in the order of the app: itself, its base, its connections with their sections.
    private func sorted(_ findings: [Finding]) -> [Finding] {
        var files = [AppSource.appFile, AppSource.baseFile]
        files += connections.flatMap { connection in ConnectionSection.allCases.map { connection.file($0) } }
        let order = Dictionary(files.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return findings.sorted { one, other in
            (order[one.file] ?? files.count, one.line, one.column)
                < (order[other.file] ?? files.count, other.line, other.column)
        }
    }
}
