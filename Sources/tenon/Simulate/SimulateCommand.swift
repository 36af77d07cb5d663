// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonSimulator

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run a provider that behaves as badly as you ask.",
        discussion: """
            An OAuth 2, OpenID Connect, OAuth 1.0a and API-key provider with a login page and an API, to test \
            integrations offline. Everything is made up and in memory; do not let strangers reach it. The first line \
            of standard output says where it listens, the others what to try. docs/simulator.md has the switches.

            Examples:
              tenon simulate --port 9000
            """)

    @Option(help: ArgumentHelp("Port to listen on; 0 picks a free one.", valueName: "number"))
    var port: Int

    @Option(help: ArgumentHelp("Address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("The port has to be from 0 to 65535.") }
    }

    func run() async throws {
        var settings = Simulator.Settings()
        settings.host = host
        settings.port = port
        let simulator = Simulator(settings) { url in
            Output.line("Tenon's simulator is listening on \(url)")
            Output.line("")
            for line in Introduction.lines(baseURL: url) { Output.line(line) }
        }
        do {
            try await simulator.runUntilSignalled()
        } catch let error as SimulatorError {
            throw CommandFailure([error.description], exitCode: CommandFailure.unreachable)
        }
    }
}
