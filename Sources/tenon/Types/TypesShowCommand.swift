// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct TypesShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show which values and scopes a type has.",
        discussion: """
            Example:
              tenon types show imap
            """)

    @Argument(help: ArgumentHelp("The type's name.", valueName: "name"))
    var name: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        server.show(try await server.answer(to: .connectionType(named: name))) { Self.lines(of: $0) }
    }

    static func lines(of answer: JSON) -> [String] {
        let type = answer["connectionType"] ?? .null
        let parameters = Table(
            columns: [
                Table.Column("VALUE", "name"), Table.Column("LABEL", "label"), Table.Column("KIND", "type"),
                Table.Column("REQUIRED", "required"), Table.Column("SECRET", "secret"),
                Table.Column("EDITABLE", "editable"),
            ], rows: type["parameters"]?.array ?? [])
        let scopes = Table(
            columns: [Table.Column("SCOPE", "id"), Table.Column("MEANING", "name")], rows: type["scopes"]?.array ?? [])
        let title =
            "\(Table.text(of: type, "label")) (\(Table.text(of: type, "name")), \(Table.text(of: type, "auth")))"
        return [title] + [parameters, scopes].filter { !$0.rows.isEmpty }.flatMap { [""] + $0.lines }
    }
}
