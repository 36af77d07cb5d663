// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new root key, or new data keys, and put them to use.",
        discussion: """
            'root' makes a root key and wraps every data key with it. The old root key stays in the key ring until \
            'tenon keys retire root' takes it out. Back the key ring up after.

            'data' gives every team, or one, a new data key and seals all its secrets again with it, beside running \
            servers. A run that was cut short is gone on with by the next one, which makes no other key unless --new \
            asks for it. The old data keys stay until 'tenon keys drop data' drops them.

            Exit codes: 0 done, 65 some secrets do not open and keep their old key.

            Example:
              tenon keys rotate root --data /var/lib/tenon
              tenon keys rotate data --data /var/lib/tenon
            """)

    @Argument(help: "The kind of key: root or data.")
    var kind: KeysCommand.Kind

    @OptionGroup var directory: KeyRingOptions

    @Option(help: ArgumentHelp("With data: this team alone (default: all).", valueName: "id"))
    var team: Int64?

    @Flag(help: "With data: make new keys even though an earlier rotation has not come to its end.")
    var new = false

    @Flag(help: "Print what was done as JSON.")
    var json = false

    func validate() throws {
        guard kind == .root, team != nil || new else { return }
        throw ValidationError("A root key is every team's: --team and --new go with 'rotate data'.")
    }

    func run() async throws {
        switch kind {
        case .root: try await rotateRoot()
        case .data: try await rotateData()
        }
    }

    private func rotateRoot() async throws {
        let report = try await Operations.rotateRootKey(at: directory.place)
        if json { return Output.json(report.json) }
        Output.line("Root key \(report.activeKeyID) is active; it wraps \(report.rewrapped) data key(s) anew.")
    }

    private func rotateData() async throws {
        let lines = ProgressLines()
        let report = try await Operations.rotateDataKeys(at: directory.place, team: team, evenIfUnfinished: new) {
            lines.show($0.line)
        }
        if json { Output.json(report.json) } else { report.lines.forEach(Output.line) }
        try DamagedSecret.refuse(report.damaged, count: report.damagedCount)
    }
}
