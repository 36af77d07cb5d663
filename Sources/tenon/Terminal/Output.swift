// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON

/// Everything the commands print.
enum Output {
    /// A line on standard output.
    static func line(_ text: String) { write(text, to: .standardOutput) }

    /// A secret on standard output: as it is for a program, harmless for a terminal.
    static func secret(_ text: String) {
        guard isatty(STDOUT_FILENO) == 1 else { return line(text) }
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) { line(plain(String(part))) }
    }

    /// The value as indented JSON on standard output.
    static func json(_ value: JSON) { line(value.text(pretty: true)) }

    /// Lines on standard error, the first with the program's name.
    static func error(_ lines: [String]) {
        for (index, text) in lines.enumerated() { write(index == 0 ? "tenon: \(text)" : text, to: .standardError) }
    }

    /// A remark on standard error, out of the way of what a script reads.
    static func note(_ text: String) { write(text, to: .standardError) }

    /// The text with every control character replaced: what a server sends must not steer the terminal.
    static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            plain.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(plain)
    }

    private static func write(_ text: String, to handle: FileHandle) {
        // Whoever reads may have gone away; there is nobody left to tell.
        try? handle.write(contentsOf: Data((text + "\n").utf8))
    }
}
