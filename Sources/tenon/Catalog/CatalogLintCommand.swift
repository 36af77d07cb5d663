// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct CatalogLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check a definition, a folder of them, or a custom app of Make's.",
        discussion: """
            Exit codes: 0 without errors (warnings may be), 65 with errors.

            Example:
              tenon catalog lint ./catalog
            """)

    @Argument(help: ArgumentHelp("A file or a folder; of a custom app a folder or a ZIP archive.", valueName: "path"))
    var path: String

    func run() throws {
        let findings = try Operations.lintCatalog(path: path)
        for finding in findings { Output.line(finding.description) }
        let errors = findings.count { $0.severity == "error" }
        guard errors == 0 else { throw CommandFailure(["\(errors) error(s)."], exitCode: CommandFailure.badData) }
        if findings.isEmpty { Output.line("Nothing to complain about.") }
    }
}
