// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An app's texts in a folder: `base.jsonc`, and for each connection type a folder `connections/<name>` with a file for
/// each section.
struct AppFolder {
    let path: String

    private var connections: String { path + "/connections" }

    /// The connection types of which there is a folder, by name; hidden ones are not looked at.
    func connectionNames() throws -> [String] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure.usage("There is no folder '\(path)'.")
        }
        // Without such a folder there is nothing but a base.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: connections)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    private func file(_ section: String, of connection: String?) -> String {
        (connection.map { "\(connections)/\($0)" } ?? path) + "/\(section).jsonc"
    }

    /// The text of a section, or without a connection of the base; `nil` when there is no file.
    func text(_ section: String, of connection: String?) throws -> String? {
        let file = file(section, of: connection)
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        guard let text = String(validating: try InputFile.bytes(of: file), as: UTF8.self) else {
            throw CommandFailure.usage("The file '\(file)' is not UTF-8 text.")
        }
        return text
    }

    /// Writes a text; one that is empty has no file.
    func write(_ text: String, as section: String, of connection: String?) throws {
        let file = file(section, of: connection)
        do {
            guard !text.isEmpty else {
                if FileManager.default.fileExists(atPath: file) { try FileManager.default.removeItem(atPath: file) }
                return
            }
            let folder = URL(filePath: file).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw CommandFailure.usage("The file '\(file)' cannot be written.")
        }
    }

    /// A name that comes from a server and becomes part of a path.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                switch UnicodeScalar(byte) {
                case "A"..."Z", "a"..."z", "0"..."9", "-", "_", ".": true
                default: false
                }
            }
    }
}
