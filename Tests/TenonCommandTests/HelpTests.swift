// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import tenon

/// What `--help` promises, for every command there is.
@Suite struct HelpTests {
    private struct Entry {
        let path: String
        let command: any ParsableCommand.Type
    }

    private func entries(below command: any ParsableCommand.Type, at path: String) -> [Entry] {
        let configuration = command.configuration
        let children = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
        return [Entry(path: path, command: command)]
            + children.flatMap { entries(below: $0, at: path + " " + ($0.configuration.commandName ?? "?")) }
    }

    private var all: [Entry] { entries(below: TenonCommand.self, at: "tenon") }

    @Test func `every command says in a sentence what it does`() {
        #expect(all.count > 25)
        for entry in all {
            let abstract = entry.command.configuration.abstract
            #expect(abstract.hasSuffix("."), "\(entry.path) has no sentence")
        }
    }

    @Test func `every example is a command that exists`() {
        let paths = Set(all.map(\.path))
        for entry in all {
            let lines = entry.command.configuration.discussion.split(separator: "\n")
            for line in lines where line.hasPrefix("  ") && line.contains("tenon ") {
                let words = line.split(separator: "tenon ", maxSplits: 1).last?.split(separator: " ") ?? []
                let isKnown = (1...2).contains { paths.contains("tenon " + words.prefix($0).joined(separator: " ")) }
                #expect(isKnown, "'\(line)' in the help of \(entry.path)")
            }
        }
    }

    @Test func `no option takes a token, a password or a key`() {
        for entry in all {
            let help = entry.command.helpMessage()
            for option in [
                "--token ", "--password", "--secret ", "--api-key", "--bootstrap-token ", "--vault-key-ring ",
            ] {
                #expect(!help.contains(option), "\(entry.path) takes \(option)")
            }
        }
    }

    @Test func `the help does not show what the environment holds`() {
        // The default of --url is described in words, not evaluated.
        #expect(ConnectionListCommand.helpMessage().contains("TENON_URL"))
    }
}
