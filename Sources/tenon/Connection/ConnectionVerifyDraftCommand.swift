// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionVerifyDraftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-draft", abstract: "Ask the third party whether values are good, and store nothing.",
        discussion: """
            Values come as in 'tenon connection create'. Types whose connections a person has to authorize cannot be \
            verified before that. Exit codes as of 'tenon connection verify'.

            Example:
              tenon connection verify-draft airtable2 --team 1 --set-file token=key.txt
            """)

    @Argument(help: ArgumentHelp("The connection type's name.", valueName: "type"))
    var type: String

    @Option(help: ArgumentHelp("The team that the connection would be for.", valueName: "id"))
    var team: Int64

    @Option(help: ArgumentHelp("A scope to ask the third party for; can be repeated.", valueName: "scope"))
    var scope: [String] = []

    @OptionGroup(title: "Values") var values: ValueOptions
    @OptionGroup(title: "Server") var server: ServerOptions

    func run() async throws {
        let verification: Verification
        do {
            let answer = try await server.withClient { client in
                let (type, object) = try await values.read(for: type, from: client)
                return try await client.answer(
                    to: .verifyDraft(
                        ofType: type.name, inTeam: team, scopes: scope, values: ConnectionValues(object)))
            }
            verification = try Verification(json: answer)
            server.show(answer) { _ in verification == .verified ? ["The values are good."] : [] }
        } catch let error as TenonClientError {
            guard let found = Verification(error) else { throw error }
            verification = found
        }
        try ConnectionVerifyCommand.check(verification)
    }
}
