// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonPostgres
import Testing

@testable import TenonServer
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

    @Test(arguments: [
        "database: postgres://u@h/d\ndatabase.pool-size: 8\ndatabase.prepared-statements: 'off'\n",
        "database-file: FILE\ndatabase:\n  pool-size: 8\n  prepared-statements: 'off'\n",
    ])
    func `a file says where the database is and how it is used`(yaml: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenon-settings-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (file, url) = (folder.appending(path: "tenon.yaml").path, folder.appending(path: "url").path)
        try "postgres://u:secret@h/d\n".write(toFile: url, atomically: true, encoding: .utf8)
        try yaml.replacing("FILE", with: url).write(toFile: file, atomically: true, encoding: .utf8)
        let settings = try await Settings.read(flags: ["data": folder.path], environment: [:], file: nil)
        guard case .postgres(let postgres) = settings.database else {
            Issue.record("the database is an embedded one")
            return
        }
        #expect(postgres.pool.connectionsMax == 8)
        #expect(postgres.preparedStatements == .off)
        #expect(postgres.lockTimeout == .seconds(5))
        #expect(!"\(settings)".contains("secret"))
    }

    @Test func `without a URL the database is in the data directory`() async throws {
        let settings = try await Settings.read(flags: ["data": "/somewhere"], environment: [:], file: nil)
        guard case .embedded(let path) = settings.database else {
            Issue.record("the database is elsewhere")
            return
        }
        #expect(path == "/somewhere/tenon.sqlite")
    }

    @Test func `the documentation lists every setting`() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/operations.md"), encoding: .utf8)
        for key in SettingKey.all { #expect(text.contains("| `\(key.name)` |"), "\(key.name)") }
    }
}
