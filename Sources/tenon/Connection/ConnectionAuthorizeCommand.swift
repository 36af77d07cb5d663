// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct ConnectionAuthorizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorize", abstract: "Make a link by which a person authorizes a connection.",
        discussion: """
            The first time, again, or for more scopes; what is stored keeps working until it has succeeded. The link is \
            good once and for ten minutes, and whoever opens it connects the account they are logged in to: give it to \
            that person alone. Where the provider wants a code on another device, its address and the code are printed \
            instead.

            With --wait the command ends when the person has answered: code 0 when the connection is authorized, 1 when \
            it is not. With --json as well it prints the link, and at the end the connection's health.

            Examples:
              tenon connection authorize 12 --open --wait
              tenon connection authorize 12 --scope chat:write --scope files:read
              tenon connection authorize 12 --return-url https://app.example.com/settings
            """)

    @Argument(help: ArgumentHelp("The connection.", valueName: "id"))
    var id: Int64

    @Option(
        help: ArgumentHelp(
            "A scope to ask for beside those that were asked for before; can be repeated.", valueName: "scope"))
    var scope: [String] = []

    @Option(help: ArgumentHelp("Where the last page leads to.", valueName: "url"))
    var returnURL: String?

    @Flag(help: "Open the link in this machine's browser, which others on it may see.")
    var open = false

    @Flag(help: "Wait until the person has answered.")
    var wait = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await server.withClient { client in
            let answer = try await client.answer(
                to: .authorizeConnection(id, scopes: scope, returnURL: returnURL))
            let link = try AuthorizationLink(json: answer)
            server.show(answer) { _ in Self.lines(of: link) }
            if open, !Browser.open(link.url) {
                Output.note("No browser could be started on this machine; open the address elsewhere.")
            }
            guard wait else { return }
            let outcome = try await AuthorizationWatch(client: client, connection: id).outcome(of: link)
            try Self.check(outcome, id: id)
            let health = try await client.answer(to: .health(ofConnection: id))
            server.show(health) { HealthLines.lines(of: $0["health"] ?? .null, id: id) }
        }
    }

    /// What the person is to do; the address stands alone on its line.
    static func lines(of link: AuthorizationLink) -> [String] {
        guard let code = link.userCode else { return [Output.plain(link.url)] }
        return [Output.plain(link.url), "Enter there the code \(Output.plain(code))"]
    }

    /// Throws what a person should read, unless the connection is authorized.
    static func check(_ outcome: AuthorizationWatch.Outcome, id: Int64) throws {
        let sentence: String
        switch outcome {
        case .authorized: return
        case .failed(let reason):
            sentence = "The connection was not authorized" + (reason.map { " (\(Output.plain($0)))" } ?? "") + "."
        case .ended: sentence = "Nobody authorized the connection while the link was good."
        }
        throw CommandFailure(
            [sentence, "'tenon connection events \(id)' has more."], exitCode: CommandFailure.refused)
    }
}
