// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct TokenRecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Issue the owner a new token, when all others are lost.",
        discussion: """
            Works on the data directory, on the server's own machine, and leaves an entry in the audit log.

            Example:
              tenon token recover --data /var/lib/tenon
            """)

    @OptionGroup var directory: KeyRingOptions

    func run() async throws {
        Output.line(try await Operations.recoverOwnerToken(at: directory.place))
    }
}
