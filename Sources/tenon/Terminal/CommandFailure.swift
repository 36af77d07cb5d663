// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonClient
import TenonServer
import TenonWire

/// Why a command did not do what was asked: lines for the person, and the exit code.
struct CommandFailure: Error {
    /// The server answered, and refused.
    static let refused: Int32 = 1
    /// The command or its input is wrong.
    static let usage: Int32 = 64
    /// What was checked is not as it must be.
    static let badData: Int32 = 65
    /// No server answered.
    static let unreachable: Int32 = 69

    let lines: [String]
    let exitCode: Int32

    init(_ lines: [String], exitCode: Int32) {
        self.lines = lines
        self.exitCode = exitCode
    }

    /// The person can mend it with another command line.
    static func usage(_ sentence: String) -> CommandFailure { CommandFailure([sentence], exitCode: usage) }

    /// What the server said, each fault on a line of its own, and `hint` behind them.
    init(refusal error: TenonClientError, hint: String? = nil) {
        var lines = [Output.plain(error.description)]
        lines += error.suberrors.map { "  " + Output.plain($0.message) }
        if let hint { lines.append(hint) }
        if error.status >= 500, let requestID = error.requestID {
            lines.append("The server's log has more under the request id \(Output.plain(requestID)).")
        }
        self.init(lines, exitCode: Self.refused)
    }

    /// Returns `nil` for an error that the argument parser knows how to show.
    init?(reporting error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as OperatorError: self.init([error.sentence], exitCode: error.exitCode)
        case let error as TenonClientError: self.init(refusal: error)
        case let error as WireFormatError:
            self.init(["The server's answer is not what this program knows. \(error)"], exitCode: Self.refused)
        case let error as TenonTransportError: self.init([error.description], exitCode: Self.exitCode(of: error.kind))
        default: return nil
        }
    }

    private static func exitCode(of kind: TenonTransportError.Kind) -> Int32 {
        switch kind {
        case .invalidBaseURL: usage
        case .unreachable, .timedOut: unreachable
        case .redirected, .answerTooLarge, .unexpectedAnswer: refused
        }
    }
}
