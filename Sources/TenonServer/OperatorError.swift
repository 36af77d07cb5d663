// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why the program cannot go on: one sentence for the person at the terminal, and the exit code.
///
/// Codes are those of `sysexits.h`.
package struct OperatorError: Error, CustomStringConvertible {
    /// The command or a setting is wrong.
    package static let usage: Int32 = 64
    /// A file that was given is not as it must be.
    package static let badData: Int32 = 65
    /// The port or the database cannot be had.
    package static let unavailable: Int32 = 69
    /// A fault of the program's own.
    package static let software: Int32 = 70
    /// A file cannot be made or written.
    package static let cannotCreate: Int32 = 73
    /// Another process holds what is needed; trying later may help.
    package static let temporary: Int32 = 75
    /// The keys are not those of this database.
    package static let configuration: Int32 = 78

    package let sentence: String
    package let exitCode: Int32

    package init(_ sentence: String, exitCode: Int32) {
        self.sentence = sentence
        self.exitCode = exitCode
    }

    package var description: String { sentence }
}
