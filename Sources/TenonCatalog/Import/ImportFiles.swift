// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TenonDomain

/// The files of an app in a folder or in a ZIP archive.
///
/// Hidden files, links and what package managers bring are not looked at.
struct ImportFiles {
    /// How many files and folders a folder may hold, and how deep they may lie.
    static let filesMax = 5000
    static let depthMax = 8
    /// How large all files that are read may be together, in bytes.
    static let contentBytesMax = 8 << 20

    /// Why something could not be read.
    struct Fault: Error {
        let path: String
        let reason: Sentence

        init(_ reason: Sentence, path: String) {
            self.path = path
            self.reason = reason
        }

        init(_ name: Finding.Name, _ values: [String: String] = [:], path: String) {
            self.init(Sentence(of: name, values), path: path)
        }
    }

    private enum Origin {
        case folder
        case archive(ImportArchive)
    }

    /// What the person named.
    let root: String
    /// The files' paths below it, sorted.
    let paths: [String]
    private let origin: Origin

    /// Lists what is there.
    init(_ path: String) throws(Fault) {
        switch ImportFiles.kind(path) {
        case .typeDirectory:
            var found: [String] = []
            try ImportFiles.list(path, below: "", depth: 0, into: &found)
            (root, paths, origin) = (path, found.sorted(), .folder)
        case .typeRegular:
            self = try ImportFiles(
                archive: try ImportFiles.file(path, bytesMax: ImportArchive.bytesMax), file: path)
        default: throw Fault(.noSuchImport, path: path)
        }
    }

    /// Lists what is in an archive; `file` is what the person calls it.
    init(archive bytes: [UInt8], file: String) throws(Fault) {
        let archive: ImportArchive
        do { archive = try ImportArchive(bytes) } catch {
            throw Fault(error.reason, path: error.entry.map { file + "/" + $0 } ?? file)
        }
        root = file
        origin = .archive(archive)
        paths = archive.entries.map(\.name).filter(ImportFiles.isVisible).sorted()
    }

    /// A file's path as a person finds it.
    func place(_ path: String) -> String { root.hasSuffix("/") ? root + path : root + "/" + path }

    func contents(_ path: String) throws(Fault) -> [UInt8] {
        switch origin {
        case .folder: return try ImportFiles.file(place(path), bytesMax: ImportArchive.entryBytesMax)
        case .archive(let archive):
            guard let entry = archive.entries.first(where: { $0.name == path }) else {
                throw Fault(.noSuchFile, path: place(path))
            }
            do { return try archive.contents(of: entry) } catch { throw Fault(error.reason, path: place(path)) }
        }
    }

    // MARK: - Reading

    private static func kind(_ path: String) -> FileAttributeType? {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        // Why it cannot be looked at is told when it is read.
        return (try? FileManager.default.attributesOfItem(atPath: resolved))?[.type] as? FileAttributeType
    }

    private static func file(_ path: String, bytesMax: Int) throws(Fault) -> [UInt8] {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        // A pipe would never end, and a device is no file of an app; why neither can be read matters to nobody.
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { throw Fault(.notPlainFile, path: path) }
        guard (attributes[.size] as? Int ?? .max) <= bytesMax else {
            throw Fault(.fileTooLarge, ["bytes": String(bytesMax)], path: path)
        }
        guard let data = FileManager.default.contents(atPath: resolved) else {
            throw Fault(.fileUnreadable, path: path)
        }
        return [UInt8](data)
    }

    private static func list(
        _ root: String, below folder: String, depth: Int, into found: inout [String]
    ) throws(Fault) {
        let path = folder.isEmpty ? root : root + "/" + folder
        guard depth <= depthMax else { throw Fault(.foldersTooDeep, ["count": String(depthMax)], path: path) }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw Fault(.folderUnreadable, path: path)
        }
        for name in names.sorted() {
            let below = folder.isEmpty ? name : folder + "/" + name
            guard isVisible(below) else { continue }
            // A link may lead anywhere; what is gone by now is none of the files.
            let attributes = try? FileManager.default.attributesOfItem(atPath: root + "/" + below)
            switch attributes?[.type] as? FileAttributeType {
            case .typeDirectory?: try list(root, below: below, depth: depth + 1, into: &found)
            case .typeRegular?: found.append(below)
            default: continue
            }
            guard found.count <= filesMax else {
                throw Fault(.tooManyFiles, ["count": String(filesMax)], path: root)
            }
        }
    }

    private static func isVisible(_ path: String) -> Bool {
        path.split(separator: "/").allSatisfy { !$0.hasPrefix(".") && $0 != "node_modules" && $0 != "__MACOSX" }
    }
}
