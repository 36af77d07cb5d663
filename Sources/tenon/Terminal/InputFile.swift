// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A file that a person names on the command line; `-` is standard input.
enum InputFile {
    /// The most that is read.
    static let bytesMax = 2 << 20

    static func bytes(of path: String) throws -> [UInt8] {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle else { throw CommandFailure.usage("The file '\(path)' cannot be read.") }
        defer { if path != "-" { try? handle.close() } }  // it was only read
        let data: Data
        do {
            data = try handle.read(upToCount: bytesMax + 1) ?? Data()
        } catch {
            throw CommandFailure.usage("The file '\(path)' cannot be read.")
        }
        guard data.count <= bytesMax else {
            throw CommandFailure.usage("The file '\(path)' is larger than \(bytesMax) bytes.")
        }
        return Array(data)
    }

    /// The text of the file, without the line break at its end.
    static func text(of path: String) throws -> String {
        guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
            throw CommandFailure.usage("The file '\(path)' is not UTF-8 text.")
        }
        return text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
