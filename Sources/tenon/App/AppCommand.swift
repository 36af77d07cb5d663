// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct AppCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app", abstract: "Connection types of your own, edited and published.",
        discussion: """
            An app has a base (how its requests are authenticated) and connection types of several sections, all JSON \
            with comments, as Make's custom apps have. What is edited is a draft until it is published; connections \
            keep the version that they were made with as long as a newer one could send their secrets elsewhere.
            """,
        subcommands: [
            AppListCommand.self, AppCreateCommand.self, AppImportCommand.self, AppShowCommand.self, AppPullCommand.self,
            AppPushCommand.self,
            AppLintCommand.self, AppPublishCommand.self, AppVersionsCommand.self, AppDeleteCommand.self,
        ])
}
