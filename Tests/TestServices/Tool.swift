// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Programs from the system's packages.
package enum Tool {
    /// Where a program is, or a failure that says how to get it.
    package static func path(_ name: String) throws -> String {
        let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/usr/lib/postfix/sbin"]
        guard
            let path = (folders + postgresFolders).map({ "\($0)/\(name)" })
                .first(where: FileManager.default.isExecutableFile(atPath:))
        else {
            throw ServiceFailure("The tests need '\(name)', which is not installed; run script/bootstrap.")
        }
        return path
    }

    /// Debian keeps the programs of each version of PostgreSQL apart; the latest first.
    private static var postgresFolders: [String] {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { Int($0) }.sorted(by: >).map { "\(root)/\($0)/bin" }
    }

    /// Runs a program to its end.
    static func run(_ name: String, _ arguments: [String], in folder: ServiceFolder) throws {
        try output(name, arguments, in: folder)
    }

    /// Runs a program to its end, and returns what it wrote to standard output.
    @discardableResult
    static func output(_ name: String, _ arguments: [String], in folder: ServiceFolder) throws -> String {
        let process = ChildProcess()
        process.executableURL = URL(filePath: name.hasPrefix("/") ? name : try path(name))
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path(""))
        process.standardInput = FileHandle.nullDevice
        // What goes there is small: an answer that fills a pipe would hold the program up.
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ServiceFailure("'\(name) \(arguments.first ?? "")' failed: \(words)")
        }
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}
