// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put what a backup holds into an empty database.",
        discussion: """
            The whole file is checked before anything is written, and every row is read back before anything counts. A \
            backup of an older Tenon is brought up to date. Refused are a damaged file, one of a newer Tenon, and a \
            database in which there is something. The key ring is not in a backup: put its copy into place before the \
            server starts.

            Examples:
              tenon restore --from /backup/tenon-2026-11-25 --data /var/lib/tenon
              tenon restore --from backup --data /var/lib/tenon --database postgres://db.example.com/tenon
            """)

    @Option(help: ArgumentHelp("The backup.", valueName: "path"))
    var from: String

    @OptionGroup var directory: KeyRingOptions

    @Flag(help: "Print what was copied as JSON.")
    var json = false

    func run() async throws {
        let lines = ProgressLines()
        let report = try await Operations.restore(directory.place, from: from) { lines.show($0.line) }
        if json { return Output.json(report.json) }
        Output.line(
            "\(report.rows) row(s) of \(report.tables.count) table(s) were restored, as of \(report.createdAt).")
        guard !report.missingRootKeyIDs.isEmpty else { return }
        Output.note(
            "The key ring there lacks the root key(s) \(report.missingRootKeyIDs.joined(separator: ", ")): put the copy "
                + "of the key ring into place before you start the server.")
    }
}
