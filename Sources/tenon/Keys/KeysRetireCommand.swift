// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

struct KeysRetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Take a root key that wraps nothing out of the key ring.",
        discussion: """
            Example:
              tenon keys retire root 3f1c --data /var/lib/tenon
            """)

    @Argument(help: "The kind of key: root.")
    var kind: KeysCommand.Kind

    @Argument(help: ArgumentHelp("The root key.", valueName: "id"))
    var id: String

    @OptionGroup var directory: KeyRingOptions

    func validate() throws {
        guard kind == .data else { return }
        throw ValidationError("Old data keys are dropped with 'tenon keys drop data'.")
    }

    func run() async throws {
        try await Operations.retireRootKey(id, at: directory.place)
        Output.line("Root key \(id) has been retired.")
    }
}
