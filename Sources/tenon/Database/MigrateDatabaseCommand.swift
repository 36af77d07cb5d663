// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct MigrateDatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate-database", abstract: "Copy the database to PostgreSQL, or back.",
        discussion: """
            Stop the servers first. Every row is read back and compared before anything counts; the source stays as it \
            is. Refused is a target in which there is something. After a failure or a kill the target is empty: start \
            again. The key ring is not copied: servers on the target need the same one.

            Examples:
              tenon migrate-database --from sqlite:/var/lib/tenon --to postgres://tenon@db.example.com/tenon
              tenon migrate-database --from-file /etc/tenon/database-url --to sqlite:/var/lib/tenon2
            """)

    @Option(help: ArgumentHelp("Where the rows are.", valueName: "sqlite:dir|postgres-url"))
    var from: String?

    @Option(help: ArgumentHelp("File with that address.", valueName: "path"))
    var fromFile: String?

    @Option(help: ArgumentHelp("The empty database to put them into.", valueName: "sqlite:dir|postgres-url"))
    var to: String?

    @Option(help: ArgumentHelp("File with that address.", valueName: "path"))
    var toFile: String?

    @Flag(help: "Print what was copied as JSON.")
    var json = false

    func run() async throws {
        let source = try address(from, fromFile, option: "from")
        let target = try address(to, toFile, option: "to")
        let lines = ProgressLines()
        let report = try await Operations.migrateDatabase(from: source, to: target) { lines.show($0.line) }
        if json { return Output.json(report.json) }
        Output.line("\(report.rows) row(s) of \(report.tables.count) table(s) were copied and read back, all the same.")
        Output.line("Start the servers on the target, with the key ring that they had.")
    }

    private func address(_ argument: String?, _ file: String?, option: String) throws -> DatabaseAddress {
        switch (argument, file) {
        case (let argument?, nil): try DatabaseAddress(argument: argument, option: option)
        case (nil, let file?): try DatabaseAddress(file: file, option: option)
        default: throw CommandFailure.usage("Give either --\(option) or --\(option)-file.")
        }
    }
}
