// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON
import TenonWire

struct AppPushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Store the texts of a folder in an app's draft.",
        discussion: """
            Reads what 'tenon app pull' writes. Texts that are the same are left alone, and so are those without a \
            file. The connection types have to be there already ('tenon app create --template').

            Exit codes: 0 stored (warnings may be), 1 a text was refused; those before it are stored.

            Example:
              tenon app push acme ./acme
            """)

    @Argument(help: "The app's name.")
    var name: String

    @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
    var folder: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let folder = AppFolder(path: folder)
        let names = try folder.connectionNames()
        let (stored, findings) = try await server.withClient { client in
            var (stored, findings): ([String], [DefinitionFinding]) = ([], [])
            if let text = try folder.text("base", of: nil), try await client.base(ofApp: name) != text {
                findings += try await client.setBase(ofApp: name, to: text)
                stored.append("base")
            }
            let known = Set(try await client.connections(ofApp: name).map(\.name))
            for connection in names {
                guard known.contains(connection) else {
                    throw CommandFailure.usage("The app has no connection type '\(connection)'; make it first.")
                }
                for section in TenonClient.appSections {
                    guard let text = try folder.text(section, of: connection),
                        try await client.section(section, ofAppConnection: connection) != text
                    else { continue }
                    findings += try await client.setSection(section, ofAppConnection: connection, to: text)
                    stored.append("\(connection)/\(section)")
                }
            }
            return (stored, findings)
        }
        if server.json {
            return Output.json(["stored": JSON(stored), "warnings": .array(findings.map { .object($0.json) })])
        }
        for finding in findings { Output.line(Output.plain(finding.description)) }
        Output.line(stored.isEmpty ? "Nothing was changed." : "Stored \(stored.joined(separator: ", ")).")
    }
}
