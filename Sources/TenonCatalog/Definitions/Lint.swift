// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Checks definitions without loading them: `tenon catalog lint PATH`.
package enum Lint {
    /// The findings in the file, the folder or the custom app of Make's at `path`, by file and place.
    package static func lint(path: String) -> [Finding] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return [Finding(file: path, .noSuchPath)]
        }
        if AppImport.isApp(path: path) { return AppImport.read(path: path).findings }
        guard isFolder.boolValue else { return DefinitionFile.read(path).findings }
        let (files, findings) = DefinitionFile.list(folder: path)
        var seen: [String: String] = [:]
        return files.reduce(into: findings) { findings, file in
            let (types, found) = DefinitionFile.read(file)
            findings += found
            for type in types {
                if let other = seen.updateValue(file, forKey: type.name) {
                    findings.append(Finding(file: file, .typeTwice, ["name": type.name, "file": other]))
                }
            }
        }
    }
}
