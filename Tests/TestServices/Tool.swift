// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Programs from the system's packages.
enum Tool {
    /// Where a program is, or a failure that says how to get it.
    static func path(_ name: String) throws -> String {
        let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/usr/lib/postfix/sbin"]
        guard
            let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile(atPath:))
        else {
            throw ServiceFailure("The tests need '\(name)', which is not installed; run script/bootstrap.")
        }
        return path
    }

    /// Runs a program to its end.
    static func run(_ name: String, _ arguments: [String], in folder: ServiceFolder) throws {
        let process = Process()
        process.executableURL = URL(filePath: try path(name))
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path(""))
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try ServiceProcess.withoutBlockedSignals(process.run)
        let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ServiceFailure("'\(name) \(arguments.first ?? "")' failed: \(words)")
        }
    }
}
