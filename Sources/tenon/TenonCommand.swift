// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonServer

/// The program: `tenon`.
@main struct TenonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenon",
        abstract: "Keeps a team's connections to third-party services.",
        discussion: """
            The server, and the commands that talk to it. Those take its address from --url or TENON_URL, and an API \
            token from TENON_TOKEN or --token-file, never from an argument.

            Examples:
              tenon serve --data /var/lib/tenon
              tenon types list
              tenon connection create airtable2 --team 1 --name 'Planning base'
              tenon connection verify 1

            Exit codes: 0 done, 1 the server refused, 64 wrong usage, 69 the server cannot be reached.
            """,
        version: Tenon.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Server",
                subcommands: [
                    ServeCommand.self, BackupCommand.self, RestoreCommand.self, MigrateDatabaseCommand.self,
                    KeysCommand.self, AuditCommand.self, CatalogCommand.self, SimulateCommand.self, VersionCommand.self,
                ]),
            CommandGroup(
                name: "Client",
                subcommands: [
                    ConnectionCommand.self, LinkCommand.self, InstallationCommand.self, RevokeCommand.self,
                    TypesCommand.self, AppCommand.self, TeamCommand.self, UserCommand.self, TokenCommand.self,
                    WebhookCommand.self,
                ]),
        ])

    /// Runs the command, and ends with one sentence and an exit code when it fails.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard let failure = CommandFailure(reporting: error) else { exit(withError: error) }
            Output.error(failure.lines)
            Foundation.exit(failure.exitCode)
        }
    }
}
