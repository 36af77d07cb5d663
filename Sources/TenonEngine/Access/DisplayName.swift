// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The rules for names that people give to connections, teams, tokens and scenarios.
package enum DisplayName {
    /// How many characters a person may see.
    package static let charactersMax = 128
    /// A character may be made of any number of scalars; this bounds them.
    package static let bytesMax = 4096

    /// What is wrong with the name, or `nil`.
    package static func fault(in name: String) -> Sentence? {
        if name.allSatisfy(\.isWhitespace) { return Sentence(.empty) }
        if name.count > charactersMax {
            return Sentence(.charactersAtMost, ["count": String(charactersMax)])
        }
        if name.utf8.count > bytesMax {
            return Sentence(.bytesAtMost, ["count": String(bytesMax)])
        }
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return Sentence(.controlCharacters)
        }
        return nil
    }

    /// Adds what is wrong with the value of `parameter`.
    static func check(_ name: String, as parameter: String, into faults: inout Faults) {
        if let fault = fault(in: name) { faults.invalid(parameter, fault) }
    }
}
