// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonJSON
import TenonServer

struct KeysDropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Delete old data keys that nothing needs any more.",
        discussion: """
            An old data key goes when no secret is sealed with it and none has been for ten minutes: until then a server \
            that has not heard of the new key may use it. What stays is listed with the reason. Secrets that still need \
            an old key are sealed again first. Backups made before hold their own copy of the key.

            Exit codes: 0 done, 65 some secrets do not open, and nothing was dropped.

            Example:
              tenon keys drop data --data /var/lib/tenon
            """)

    @Argument(help: "The kind of key: data.")
    var kind: KeysCommand.Kind

    @OptionGroup var directory: KeyRingOptions

    @Option(help: ArgumentHelp("This team alone (default: all).", valueName: "id"))
    var team: Int64?

    @Flag(help: "Print what was done as JSON.")
    var json = false

    func validate() throws {
        guard kind == .root else { return }
        throw ValidationError("A root key is taken out of the key ring with 'tenon keys retire root'.")
    }

    func run() async throws {
        let lines = ProgressLines()
        let report = try await Operations.dropDataKeys(at: directory.place, team: team) { lines.show($0.line) }
        if json { Output.json(report.json) } else if report.damagedCount == 0 { report.lines.forEach(Output.line) }
        try DamagedSecret.refuse(report.damaged, count: report.damagedCount)
    }
}
