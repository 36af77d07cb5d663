// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionCredentialsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credentials", abstract: "Print a connection's live credential: a secret, in the clear.",
        discussion: """
            The secret goes to standard output and nowhere else; see to it that no log and no terminal's history keeps \
            it. A token is printed alone on its line, refreshed first when it ends too soon; other credentials are \
            printed as a JSON object, or with --value one of them alone. Each call is written to the audit log. It takes \
            the scope connections:reveal and the role Admin in the team.

            Examples:
              tenon connection credentials 12 --min-lifetime 300
              tenon connection credentials 7 --value password > /run/secrets/mail
            """)

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @Option(
        name: .customLong("min-lifetime"),
        help: ArgumentHelp("How long a token has to be good for, a day at most.", valueName: "seconds"))
    var minimumLifetime: Int64?

    @Option(help: ArgumentHelp("Print this value alone.", valueName: "name"))
    var value: String?

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (0...86_400).contains(minimumLifetime ?? 0) else {
            throw ValidationError("The lifetime must be from 0 to 86400 seconds.")
        }
        if value != nil, server.json { throw ValidationError("--value and --json exclude each other.") }
    }

    func run() async throws {
        let answer = try await server.answer(
            to: .credentials(ofConnection: id, minimumLifetimeSeconds: minimumLifetime))
        if server.json { return Output.json(answer) }
        let credentials = try ConnectionCredentials(json: answer["credentials"] ?? .null)
        Output.secret(try Self.text(of: credentials, value: value))
        if let expires = credentials.expires { Output.note("It ends at \(Output.plain(expires)).") }
    }

    /// What is printed: one value, the token, or everything.
    static func text(of credentials: ConnectionCredentials, value name: String?) throws -> String {
        if let name {
            guard let value = credentials.value(name) else {
                let names = credentials.names.map(Output.plain).joined(separator: ", ")
                throw CommandFailure.usage("There is no value '\(name)'; there are \(names).")
            }
            return value
        }
        return credentials.accessToken ?? JSON.object(credentials.values).text(pretty: true)
    }
}
