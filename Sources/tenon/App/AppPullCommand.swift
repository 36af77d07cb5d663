// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct AppPullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Write the texts of an app's draft into a folder.",
        discussion: """
            base.jsonc, and connections/<name>/<section>.jsonc for every section that is not empty. Files that are \
            there are replaced.

            Example:
              tenon app pull acme ./acme
            """)

    @Argument(help: "The app's name.")
    var name: String

    @Argument(help: ArgumentHelp("The folder; it is made when it is missing.", valueName: "folder"))
    var folder: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let folder = AppFolder(path: folder)
        let count = try await server.withClient { client in
            try folder.write(try await client.base(ofApp: name), as: "base", of: nil)
            let connections = try await client.connections(ofApp: name)
            for connection in connections {
                guard AppFolder.isPlain(connection.name) else {
                    throw CommandFailure(["The server's answer holds an odd name."], exitCode: CommandFailure.refused)
                }
                for section in TenonClient.appSections {
                    let text = try await client.section(section, ofAppConnection: connection.name)
                    try folder.write(text, as: section, of: connection.name)
                }
            }
            return connections.count
        }
        if server.json {
            Output.json(["connections": JSON(count)])
        } else {
            Output.line("Wrote the base and \(count) connection type(s) to \(folder.path).")
        }
    }
}
