// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct CatalogLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check a definition, or a folder of them.",
        discussion: """
            Exit codes: 0 without errors (warnings may be), 65 with errors.

            Example:
              tenon catalog lint ./catalog
            """)

    @Argument(help: ArgumentHelp("A file or a folder.", valueName: "path"))
    var path: String

    func run() throws {
        let findings = try Operations.lintCatalog(path: path)
        for finding in findings {
            let place = "\(finding.file):\(finding.line):\(finding.column)"
            Output.line("\(place): \(finding.severity): \(finding.message)")
        }
        let errors = findings.count { $0.severity == "error" }
        guard errors == 0 else { throw CommandFailure(["\(errors) error(s)."], exitCode: CommandFailure.badData) }
        if findings.isEmpty { Output.line("Nothing to complain about.") }
    }
}
