// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Asks the person at the terminal for a yes.
enum Confirmation {
    private static let word = "yes"

    /// Asks on standard error; only the whole word counts.
    ///
    /// - Throws: ``CommandFailure`` when there is no terminal to ask on.
    static func ask(_ question: String) throws -> Bool {
        guard SecretPrompt.isAvailable else {
            throw CommandFailure.usage("Standard input is no terminal to ask on: --yes goes ahead without asking.")
        }
        FileHandle.standardError.write(Data((Output.plain(question) + " Type '\(word)' to go on: ").utf8))
        return readLine(strippingNewline: true) == word
    }
}
