// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with an app's texts one by one, while the app is not complete yet.
extension AppSource {
    /// The findings in the text that findings call `file`: errors of that text by itself, whatever others lack, and the
    /// warnings.
    package func findings(in file: String) -> [Finding] {
        var decoder = DefinitionDecoder()
        decoder.judgesTypes = false
        _ = decoder.app(decoder.compose(self, version: 1))
        let own = decoder.findings.filter { $0.severity == .error }
        return (own + compose(version: 1).findings.filter { $0.severity == .warning }).filter { $0.file == file }
    }
}
