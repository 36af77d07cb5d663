// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Ask the third party whether the credential is good.",
        discussion: """
            Exit codes: 0 it is good, 2 it is not, 3 the third party could not be asked (which says nothing about \
            the credential), and those of every command: 1, 64, 69.

            Example:
              tenon connection verify 12 && echo good
            """)

    static let refused: Int32 = 2
    static let undetermined: Int32 = 3

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let verification: Verification
        do {
            let answer = try await server.answer(to: .verifyConnection(id))
            verification = try Verification(json: answer)
            server.show(answer) { _ in verification == .verified ? ["The credential is good."] : [] }
        } catch let error as TenonClientError {
            guard let found = Verification(error) else { throw error }
            verification = found
        }
        try Self.check(verification)
    }

    /// Throws what a person should read and the exit code, unless the credential is good.
    static func check(_ verification: Verification) throws {
        let (sentence, error, exitCode): (String, TenonClientError?, Int32)
        switch verification {
        case .verified: return
        case .refused(let reason): (sentence, error, exitCode) = ("The credential is not good.", reason, refused)
        case .undetermined(let reason):
            (sentence, error, exitCode) = ("The third party could not be asked.", reason, undetermined)
        }
        throw CommandFailure(
            [sentence] + (error?.suberrors ?? []).map { "  " + Output.plain($0.message) }, exitCode: exitCode)
    }
}
