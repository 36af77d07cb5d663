// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write all of the database to a file.",
        discussion: """
            Works beside a running server, on the embedded database and on PostgreSQL alike, and holds one moment's \
            state. Secrets stay sealed; the key ring is not in it. A backup of one database can be restored to the other.

            Example:
              tenon backup --data /var/lib/tenon --to /backup/tenon-2026-11-25
            """)

    @OptionGroup var directory: DataOption

    @Option(help: ArgumentHelp("The file to make; there must be none of that name.", valueName: "path"))
    var to: String

    @Flag(help: "Print what was copied as JSON.")
    var json = false

    func run() async throws {
        let lines = ProgressLines()
        let report = try await Operations.backUp(directory.place, to: to) { lines.show($0.line) }
        if json { return Output.json(report.json) }
        Output.line("\(report.rows) row(s) of \(report.tables.count) table(s) are in \(to), as of \(report.createdAt).")
        Output.line(report.keyLine)
    }
}
