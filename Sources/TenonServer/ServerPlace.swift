// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Where a server keeps what it has, for the commands that work on it directly.
///
/// What is not said here comes from the environment and from `tenon.yaml` in the data directory, as it does for the
/// server.
package struct ServerPlace: Sendable {
    let flags: [String: String]

    package init(
        data: String, database: String? = nil, databaseFile: String? = nil, keyRingFile: String? = nil
    ) {
        let given: [SettingKey: String?] = [
            .data: data, .database: database, .databaseFile: databaseFile, .keyRingFile: keyRingFile,
        ]
        flags = Dictionary(uniqueKeysWithValues: given.compactMap { key, value in value.map { (key.name, $0) } })
    }

    func settings() async throws -> Settings {
        try await Settings.read(flags: flags, environment: ProcessInfo.processInfo.environment, file: nil)
    }
}
