// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonServer
import Testing

@testable import tenon

/// The settings, as the command line and the documentation know them.
@Suite struct SettingTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `every setting that is no secret has a flag, and no other has`() throws {
        let help = ServeCommand.helpMessage(columns: 200)
        for key in SettingKey.all {
            let flag = "--" + key.name.replacing(".", with: "-") + " "
            #expect(help.contains(flag) != SettingKey.secrets.contains(key), "\(key.name)")
        }
    }

    @Test func `a flag reaches the setting of its name`() throws {
        for key in SettingKey.all where !SettingKey.secrets.contains(key) {
            let value = key.name == "port" ? "1" : "x"
            let command = try ServeCommand.parse(["--" + key.name.replacing(".", with: "-"), value])
            #expect(command.options.overrides == [key.name: value])
        }
    }

    @Test func `the documentation lists every setting`() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/operations.md"), encoding: .utf8)
        for key in SettingKey.all { #expect(text.contains("| `\(key.name)` |"), "\(key.name)") }
    }
}
