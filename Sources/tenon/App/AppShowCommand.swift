// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct AppShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an app and its connection types.",
        discussion: """
            Example:
              tenon app show acme
            """)

    private static let facts = [
        ("Label", "label"), ("Description", "description"), ("Colour", "theme"), ("Docs", "docs"),
        ("Published", "published"), ("Changed since", "changed"), ("Made", "created"), ("Updated", "updated"),
    ]

    @Argument(help: "The app's name.")
    var name: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let (answer, connections) = try await server.withClient { client in
            (
                try await client.answer(to: .app(name)),
                server.json ? [] : try await client.connections(ofApp: name)
            )
        }
        server.show(answer) { answer in
            let width = Self.facts.map(\.0.count).max() ?? 0
            return ["App \(Table.text(of: answer, "app.name"))"]
                + Self.facts.map { label, member in
                    label + String(repeating: " ", count: width - label.count) + "  "
                        + Table.text(of: answer, "app.\(member)")
                } + connections.map { "Type \(Output.plain($0.name)) (\($0.type)): \(Output.plain($0.label))" }
        }
    }
}
