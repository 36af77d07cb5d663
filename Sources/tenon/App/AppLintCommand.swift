// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct AppLintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Say what is found in an app's draft.",
        discussion: """
            Exit codes: 0 without errors (warnings may be), 65 with errors.

            Example:
              tenon app lint acme
            """)

    @Argument(help: "The app's name.")
    var name: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await server.answer(to: .lintApp(name))
        let findings = answer["findings"]?.array ?? []
        server.show(answer) { _ in
            findings.isEmpty ? ["Nothing to complain about."] : findings.map(Self.line)
        }
        let errors = findings.count { $0["severity"]?.string == "error" }
        guard errors == 0 else { throw CommandFailure(["\(errors) error(s)."], exitCode: CommandFailure.badData) }
    }

    /// As compilers write it.
    static func line(_ finding: JSON) -> String {
        let place = ["file", "line", "column"].map { Table.text(of: finding, $0) }.joined(separator: ":")
        return "\(place): \(Table.text(of: finding, "severity")): \(Table.text(of: finding, "message"))"
    }
}
