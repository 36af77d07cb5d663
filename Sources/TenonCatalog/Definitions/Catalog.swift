// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// All connection types: those that are shipped, and those of the operator's folder.
package struct Catalog: Sendable {
    private struct File: Sendable {
        let types: [ConnectionType]
    }

    private let shipped: [ConnectionType]
    private let folder: String?
    /// The last good version of each file of the folder, by its path.
    private var files: [String: File] = [:]
    private var byName: [String: ConnectionType] = [:]

    /// Loads the shipped definitions, and those in `operatorFolder`.
    ///
    /// - Throws: ``CatalogError`` with every fault of every file.
    package init(operatorFolder: String? = nil) throws(CatalogError) {
        var findings = ShippedApps.decoded.findings.filter { $0.severity == .error }
        shipped = ShippedApps.decoded.types
        folder = operatorFolder
        let loaded = Catalog.load(folder: operatorFolder, shipped: shipped, lastGood: [:])
        findings += loaded.findings
        guard findings.isEmpty else { throw CatalogError(findings: findings) }
        files = loaded.files
        index()
    }

    /// All types, by name.
    package var types: [ConnectionType] { byName.values.sorted { $0.name < $1.name } }

    package func type(named name: String) -> ConnectionType? { byName[name] }

    /// The catalogue with the folder read again, and what is wrong with it.
    ///
    /// A file that is broken now stays as it was when it was good last; one that is gone takes its types with it.
    package func reloaded() -> (catalog: Catalog, findings: [Finding]) {
        let loaded = Catalog.load(folder: folder, shipped: shipped, lastGood: files)
        var catalog = self
        catalog.files = loaded.files
        catalog.index()
        return (catalog, loaded.findings)
    }

    private mutating func index() {
        let own = files.sorted { $0.key < $1.key }.flatMap(\.value.types)
        byName = Dictionary((shipped + own).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func load(
        folder: String?, shipped: [ConnectionType], lastGood: [String: File]
    ) -> (files: [String: File], findings: [Finding]) {
        guard let folder else { return ([:], []) }
        var (paths, findings) = DefinitionFile.list(folder: folder)
        // A folder that cannot be read is no folder without files.
        guard findings.isEmpty else { return (lastGood, findings) }
        var owners = Dictionary(shipped.map { ($0.name, "the definitions shipped") }, uniquingKeysWith: { $1 })
        var files: [String: File] = [:]
        // Good versions that stay keep their names against new files.
        paths.sort { (lastGood[$0] == nil ? 1 : 0, $0) < (lastGood[$1] == nil ? 1 : 0, $1) }
        for path in paths {
            var (types, found) = DefinitionFile.read(path)
            found.removeAll { $0.severity != .error }
            for type in types {
                guard let owner = owners[type.name] else { continue }
                found.append(
                    Finding(
                        file: path, line: 1, column: 1,
                        message: "the connection type '\(type.name)' is defined in \(owner) already"))
            }
            findings += found
            if !found.isEmpty {
                guard let last = lastGood[path] else { continue }
                types = last.types.filter { owners[$0.name] == nil }
            }
            for type in types { owners[type.name] = path }
            files[path] = File(types: types)
        }
        return (files, findings)
    }
}
