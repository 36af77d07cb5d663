// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new root key, and wrap every data key with it.",
        discussion: """
            The old root key stays in the key ring until 'tenon keys retire' takes it out. Back the key ring up after.

            Example:
              tenon keys rotate root --data /var/lib/tenon
            """)

    @Argument(help: "The kind of key.")
    var kind: KeysCommand.Kind

    @OptionGroup var directory: KeyRingOptions

    func run() async throws {
        let report = try await Operations.rotateRootKey(at: directory.place)
        Output.line("Root key \(report.activeKeyID) is active; it wraps \(report.rewrapped) data key(s) anew.")
    }
}
