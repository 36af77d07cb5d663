// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct InstallationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "installation",
        abstract: "Set the organization's own clients at providers; for owners.",
        subcommands: [
            InstallationListCommand.self, InstallationSetCommand.self, InstallationDeleteCommand.self,
        ])
}
