// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonJSON
import TenonServer

struct CatalogImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make a definition of a custom app of Make's.",
        discussion: """
            Reads the app's connections and its base from a folder or a ZIP archive: a working copy or an export of \
            Make's editor, or files named after the parts of Make's API. What it cannot take over it reports, with file, \
            line and column, on standard error; the definition goes to standard output or to a file.

            Exit codes: 0 without errors (warnings may be), 65 with errors, and then nothing is written.

            Examples:
              tenon catalog import ./acme-app --output catalog/acme.yaml
              tenon catalog import acme.v1.zip --name acme
            """)

    @Argument(help: ArgumentHelp("A folder or a ZIP archive.", valueName: "path"))
    var path: String

    @Option(help: ArgumentHelp("The file to make; there must be none of that name.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("The app's name, in place of the one that the files say.", valueName: "app"))
    var name: String?

    @Flag(help: "Print findings, types and definition as JSON.")
    var json = false

    func run() throws {
        let report = Operations.importApp(path: path, name: name)
        if json {
            Output.json(report.json)
        } else {
            for finding in report.findings { Output.note(finding.description) }
        }
        guard let definition = report.definition else {
            let errors = report.findings.count { $0.severity == "error" }
            throw CommandFailure(["\(errors) error(s), nothing was written."], exitCode: CommandFailure.badData)
        }
        if let output {
            do {
                try Data(definition.utf8).write(to: URL(fileURLWithPath: output), options: .withoutOverwriting)
            } catch {
                throw CommandFailure.usage("The file '\(output)' exists already or cannot be written.")
            }
        } else if !json {
            Output.line(String(definition.dropLast()))
        }
    }
}
