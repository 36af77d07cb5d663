// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// All connection types: those that are shipped, those of the operator's folder, and those that organizations published.
///
/// An organization's own types exist for nobody else. Of those several versions may be known: what was made with one is
/// used with it as long as a newer one could take secrets anywhere else.
package struct Catalog: Sendable {
    private struct File: Sendable {
        let types: [ConnectionType]
    }

    private let shipped: [ConnectionType]
    private let folder: String?
    /// The last good version of each file of the folder, by its path.
    private var files: [String: File] = [:]
    private var byName: [String: ConnectionType] = [:]
    /// What organizations published.
    package private(set) var publications = Publications()

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

    /// All types of files, by name.
    package var types: [ConnectionType] { byName.values.sorted { $0.name < $1.name } }

    /// The names of all types, whosever they are.
    package var names: Set<String> { Set(byName.keys).union(publications.names) }

    /// The type of that name among those of files.
    package func type(named name: String) -> ConnectionType? { byName[name] }

    // MARK: - What an organization sees

    /// The types that the organization can make something of, by name.
    package func types(for organization: OrganizationID) -> [ConnectionType] {
        let own = publications.newest(of: organization)
        let names = publications.names(of: organization)
        return (own + byName.values.filter { !names.contains($0.name) }).sorted { $0.name < $1.name }
    }

    /// The type of that name that the organization can make something of.
    package func type(named name: String, for organization: OrganizationID) -> ConnectionType? {
        publications.isOwn(name, of: organization)
            ? publications.newest(name, of: organization) : byName[name]
    }

    /// What a connection is used with: the newest version of its type that takes secrets nowhere but where the one it was
    /// made with could.
    package func type(of connection: Connection) -> ConnectionType? {
        type(named: connection.type, madeWith: connection.definitionVersion, for: connection.organizationID)
    }

    package func type(named name: String, madeWith version: Int, for organization: OrganizationID) -> ConnectionType? {
        publications.isOwn(name, of: organization)
            ? publications.type(name, madeWith: version, of: organization) : byName[name]
    }

    /// Exactly that version; of a type that is a file, what there is.
    package func type(named name: String, version: Int, for organization: OrganizationID) -> ConnectionType? {
        publications.isOwn(name, of: organization)
            ? publications.type(name, version: version, of: organization) : byName[name]
    }

    /// Whether reading the published definitions again could tell more about what was made with that version.
    package func mayLack(_ name: String, version: Int, for organization: OrganizationID) -> Bool {
        publications.isOwn(name, of: organization)
            ? !publications.knows(name, version: version) : byName[name] == nil
    }

    /// Whether the type is the organization's own.
    package func isOwn(_ name: String, of organization: OrganizationID) -> Bool {
        publications.isOwn(name, of: organization)
    }

    // MARK: - Published types

    /// This catalogue's files with the published types of `other`.
    package func publishing(_ other: Catalog) -> Catalog {
        var catalog = self
        catalog.publications = other.publications
        return catalog
    }

    /// Takes up the newest version of every app in place of what there was; older versions that are known stay.
    package mutating func publish(newest apps: [PublishedApp]) { publications.replace(with: apps) }

    /// Takes up an older version that something was made with.
    package mutating func publish(older app: PublishedApp) { publications.add(app) }

    /// The catalogue with the folder read again, and what is wrong with it; published types stay.
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
        let ours = Sentence.Value.sentence(Sentence(of: Finding.Name.shippedDefinitions))
        var owners = Dictionary(shipped.map { ($0.name, ours) }, uniquingKeysWith: { $1 })
        var files: [String: File] = [:]
        // Good versions that stay keep their names against new files.
        paths.sort { (lastGood[$0] == nil ? 1 : 0, $0) < (lastGood[$1] == nil ? 1 : 0, $1) }
        for path in paths {
            var (types, found) = DefinitionFile.read(path)
            found.removeAll { $0.severity != .error }
            for type in types {
                guard let owner = owners[type.name] else { continue }
                let values: [String: Sentence.Value] = ["name": .text(type.name), "file": owner]
                found.append(Finding(file: path, Sentence(of: Finding.Name.typeTaken, values)))
            }
            findings += found
            if !found.isEmpty {
                guard let last = lastGood[path] else { continue }
                types = last.types.filter { owners[$0.name] == nil }
            }
            for type in types { owners[type.name] = .text(path) }
            files[path] = File(types: types)
        }
        return (files, findings)
    }
}
