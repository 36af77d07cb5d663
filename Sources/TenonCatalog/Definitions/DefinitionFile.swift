// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Reads definitions from the file system, and nothing that is not a plain file of moderate size.
enum DefinitionFile {
    /// How many files a folder may hold.
    static let filesMax = 1000

    /// The definitions in `folder`, sorted by name; its own folders and hidden files are not looked at.
    static func list(folder: String) -> (files: [String], findings: [Finding]) {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            return ([], [Finding(file: folder, .folderUnreadable)])
        }
        let files = names.filter { name in
            !name.hasPrefix(".") && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
        }
        guard files.count <= filesMax else {
            return ([], [Finding(file: folder, .tooManyDefinitions, ["count": String(filesMax)])])
        }
        return (files.sorted().map { folder.hasSuffix("/") ? folder + $0 : folder + "/" + $0 }, [])
    }

    static func read(_ path: String) -> (types: [ConnectionType], findings: [Finding]) {
        func fault(
            _ name: Finding.Name, _ values: [String: String] = [:]
        ) -> (types: [ConnectionType], findings: [Finding]) {
            ([], [Finding(file: path, name, values)])
        }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        // A pipe would never end, and a device is no definition.
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { return fault(.notPlainFile) }
        guard (attributes[.size] as? Int ?? .max) <= SourceNode.bytesMax else {
            return fault(.fileTooLarge, ["bytes": String(SourceNode.bytesMax)])
        }
        guard let data = FileManager.default.contents(atPath: resolved) else { return fault(.fileUnreadable) }
        return DefinitionDecoder.decode([UInt8](data), file: path)
    }
}
