// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonClient

struct LinkCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a link and print its address, this once.",
        discussion: """
            Whoever opens it can connect one account, which the team then has; send it to that person alone. The \
            connection belongs to you: the link ends with your role in the team.

            Examples:
              tenon link create google --team 1 --name 'Account of Ada' --expires 3d
              tenon link create slack --team 1 --scope chat:write --return-url https://app.example.com/settings
            """)

    @Argument(help: ArgumentHelp("The connection type's name.", valueName: "type"))
    var type: String

    @Option(help: ArgumentHelp("The team that will own the connection.", valueName: "id"))
    var team: Int64

    @Option(help: "The connection's name (default: the type's label).")
    var name: String?

    @Option(help: ArgumentHelp("A scope to ask for beside the type's own; can be repeated.", valueName: "scope"))
    var scope: [String] = []

    @Option(help: ArgumentHelp("Where the last page leads to.", valueName: "url"))
    var returnURL: String?

    @Option(
        help: ArgumentHelp(
            "When it ends: 3d, 12h, or an ISO 8601 time, within 90 days (default: 7d).", valueName: "time"))
    var expires: Expiry?

    @Option(help: "Who asks, on the page behind the link (default: the organization's name).")
    var brandName: String?

    @Option(help: ArgumentHelp("The page's colour, such as '#4a154b'.", valueName: "colour"))
    var brandColor: String?

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(
            to: .createConnectionLink(
                ofType: type, name: name, inTeam: team, scopes: scope, returnURL: returnURL,
                expires: expires?.timestamp(from: Date()), brandName: brandName, brandColor: brandColor))
        server.show(answer) { [Table.text(of: $0, "connectionLink.url")] }
        if !server.json { Output.note("Keep it: the server cannot show it again.") }
    }
}
