// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct ConnectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection",
        abstract: "Make, see, authorize, verify, change and delete connections.",
        subcommands: [
            ConnectionListCommand.self, ConnectionCreateCommand.self, ConnectionShowCommand.self,
            ConnectionAuthorizeCommand.self, ConnectionVerifyCommand.self, ConnectionVerifyDraftCommand.self,
            ConnectionHealthCommand.self,
            ConnectionEventsCommand.self, ConnectionCredentialsCommand.self, ConnectionRenameCommand.self,
            ConnectionSetDataCommand.self, ConnectionDeleteCommand.self,
        ])
}
