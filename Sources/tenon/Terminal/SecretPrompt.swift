// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TenonWire

/// Asks the person at the terminal for a text that does not appear on it.
enum SecretPrompt {
    /// Whether there is a person to ask.
    static var isAvailable: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks for the value of a parameter; nothing entered leaves an optional one out.
    static func ask(for parameter: ConnectionType.Parameter) throws -> JSON? {
        let text = try ask(parameter.label + (parameter.required ? "" : " (optional)"))
        return text.isEmpty && !parameter.required ? nil : .string(text)
    }

    /// Asks on standard error and reads a line from standard input, without echo.
    ///
    /// Interrupt and quit keys are read like others meanwhile, so that the terminal is never left without echo.
    static func ask(_ question: String) throws -> String {
        FileHandle.standardError.write(Data((Output.plain(question) + ": ").utf8))
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw CommandFailure.usage("Standard input is no terminal to ask on.")
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else {
            throw CommandFailure.usage("The terminal's echo cannot be switched off.")
        }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine(strippingNewline: true), !line.contains("\u{3}"), !line.contains("\u{1C}") else {
            throw CommandFailure(["Nothing was changed."], exitCode: 130)
        }
        return line
    }
}
