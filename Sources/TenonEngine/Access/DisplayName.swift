// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// The rules for names that people give to connections, teams, tokens and scenarios.
package enum DisplayName {
    /// How many characters a person may see.
    package static let charactersMax = 128
    /// A character may be made of any number of scalars; this bounds them.
    package static let bytesMax = 4096

    /// What is wrong with the name, or `nil`.
    package static func fault(in name: String) -> String? {
        if name.allSatisfy(\.isWhitespace) { return "must not be empty" }
        if name.count > charactersMax { return "must be at most \(charactersMax) characters long" }
        if name.utf8.count > bytesMax { return "must be at most \(bytesMax) bytes long" }
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "must not contain control characters"
        }
        return nil
    }

    /// Adds what is wrong with the value of `parameter`.
    static func check(_ name: String, as parameter: String, into faults: inout Faults) {
        if let fault = fault(in: name) { faults.invalid(parameter, fault) }
    }
}
