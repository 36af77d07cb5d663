// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TenonCatalog
package import TenonDomain

/// The catalogue in use; what is read anew takes its place between two requests.
///
/// Published definitions are read when their number of changes is another than the one that was seen: at the start, after
/// a change of this process, when somebody says that there may have been one, and, so that nothing depends on that, when a
/// type or a version is asked for that is not known. What is not there is not looked for again for ``patience``.
package final class CatalogSource: Sendable {
    /// How long what was not found is taken for missing.
    package static let patience: Duration = .seconds(1)
    /// How many names are remembered as missing.
    static let missingMax = 1000

    private struct Version: Hashable {
        let name: String
        let number: Int
        let organizationID: OrganizationID
    }

    private struct State {
        var catalog: Catalog
        /// The count of the publications that are in the catalogue.
        var count: Int64?
        var missing: [Version: ContinuousClock.Instant] = [:]
    }

    private let state: Mutex<State>
    private let replaced = Atomic(0)
    private let definitions: (any PublishedDefinitions)?

    /// Without `definitions` there are no types but those of files.
    package init(_ catalog: Catalog, definitions: (any PublishedDefinitions)? = nil) {
        state = Mutex(State(catalog: catalog))
        self.definitions = definitions
    }

    package var current: Catalog { state.withLock { $0.catalog } }

    /// How often it was replaced.
    package var replacements: Int { replaced.load(ordering: .acquiring) }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
        replaced.add(1, ordering: .releasing)
    }

    /// Reads the operator's folder again; a file that is broken stays as it was.
    package func reloadFiles() -> [Finding] {
        // Read outside of the lock: nothing but this changes files.
        let (reloaded, findings) = current.reloaded()
        change { $0.catalog = reloaded.publishing($0.catalog) }
        return findings
    }

    // MARK: - Published definitions

    /// Takes up what was published since; returns whether that was anything.
    @discardableResult
    package func refresh() async throws -> Bool {
        guard let definitions else { return false }
        let seen = state.withLock { $0.count }
        guard try await definitions.publicationCount() != seen else { return false }
        let (count, apps) = try await definitions.newestPublications()
        change { state in
            // Whoever read later knows more.
            guard state.count.map({ $0 < count }) ?? true else { return }
            state.catalog.publish(newest: apps)
            state.count = count
            state.missing = [:]
        }
        return true
    }

    /// The type of that name that the organization can make something of, be it published a moment ago.
    package func type(named name: String, for organization: OrganizationID) async throws -> ConnectionType? {
        if let type = current.type(named: name, for: organization) { return type }
        try await look(for: [Version(name: name, number: 0, organizationID: organization)])
        return current.type(named: name, for: organization)
    }

    /// The same for a name that may be missing.
    func type(named name: String?, for organization: OrganizationID) async throws -> ConnectionType? {
        guard let name else { return nil }
        let found: ConnectionType? = try await self.type(named: name, for: organization)
        return found
    }

    /// What a connection is used with.
    package func type(of connection: Connection) async throws -> ConnectionType? {
        try await catalog(knowing: [connection]).type(of: connection)
    }

    /// The type by the version with which something was made.
    func type(
        named name: String, madeWith version: Int, for organization: OrganizationID
    ) async throws -> ConnectionType? {
        try await look(for: [Version(name: name, number: version, organizationID: organization)])
        return current.type(named: name, madeWith: version, for: organization)
    }

    /// Exactly that version of the type; of a type that is a file, what there is.
    func type(
        named name: String, version: Int, for organization: OrganizationID
    ) async throws -> ConnectionType? {
        try await look(for: [Version(name: name, number: version, organizationID: organization)])
        return current.type(named: name, version: version, for: organization)
    }

    /// Whether `type` sends secrets nowhere but where the version could for which those of the connection were entered.
    func mayUse(
        _ type: ConnectionType, enteredFor version: Int, in connection: Connection
    ) async throws -> Bool {
        guard type.organizationID != nil else { return true }
        let older = try await self.type(named: type.name, version: version, for: connection.organizationID)
        return older.map { type.mayStandIn(for: $0) } ?? false
    }

    /// The catalogue with every version that these connections were made with, as far as there is one.
    package func catalog(knowing connections: [Connection]) async throws -> Catalog {
        let catalog = current
        let lacking = connections.filter {
            catalog.mayLack($0.type, version: $0.definitionVersion, for: $0.organizationID)
        }
        guard !lacking.isEmpty else { return catalog }
        try await look(
            for: Set(
                lacking.map {
                    Version(name: $0.type, number: $0.definitionVersion, organizationID: $0.organizationID)
                }))
        return current
    }

    /// Reads what the catalogue lacks, unless it was looked for just now.
    private func look(for versions: Set<Version>) async throws {
        guard let definitions else { return }
        let now = ContinuousClock.now
        let (catalog, missing) = state.withLock { ($0.catalog, $0.missing) }
        func isLacking(_ version: Version, in catalog: Catalog) -> Bool {
            version.number == 0
                ? catalog.type(named: version.name, for: version.organizationID) == nil
                : catalog.mayLack(version.name, version: version.number, for: version.organizationID)
        }
        let wanted = versions.filter { version in
            isLacking(version, in: catalog) && missing[version].map { $0 + Self.patience <= now } ?? true
        }
        guard !wanted.isEmpty else { return }
        try await refresh()
        for version in wanted where isLacking(version, in: current) {
            let isOwn = current.isOwn(version.name, of: version.organizationID)
            if version.number > 0, isOwn,
                let found = try await definitions.publication(ofType: version.name, version: version.number)
            {
                change { $0.catalog.publish(older: found) }
            } else {
                state.withLock { state in
                    if state.missing.count >= Self.missingMax { state.missing = [:] }
                    state.missing[version] = now
                }
            }
        }
    }
}
