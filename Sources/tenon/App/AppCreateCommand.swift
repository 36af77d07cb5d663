// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct AppCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an app, with a connection type if you like, and print its name.",
        discussion: """
            The server gives the name. Templates: apikey, basic, oauth, oauth-refresh, oauth-resowncre, oauth-clicre, \
            oauth-1, other.

            Examples:
              tenon app create 'Acme orders' --template apikey
              tenon app create Acme --name acme --theme '#4a154b'
            """)

    @Argument(help: "What people call it.")
    var label: String

    @Option(help: "The name that you wish for (default: made from the label).")
    var name: String?

    @Option(help: ArgumentHelp("A colour.", valueName: "#rrggbb"))
    var theme: String?

    @Option(help: ArgumentHelp("The vendor's page that the facts come from.", valueName: "url"))
    var docs: String?

    @Option(help: ArgumentHelp("Make a connection type of this template, too.", valueName: "template"))
    var template: String?

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let form = TenonClient.AppForm(name: name, label: label, theme: theme, docs: docs)
        let (answer, connection) = try await server.withClient { client in
            let answer = try await client.answer(to: .createApp(form))
            guard let template, let app = answer["app"]?["name"]?.string else { return (answer, nil as String?) }
            let made = try await client.createConnection(ofApp: app, template: template, label: label)
            return (answer, made.name)
        }
        server.show(answer) { [Table.text(of: $0, "app.name")] }
        if let connection, !server.json { Output.note("Connection type '\(Output.plain(connection))' was made.") }
    }
}
