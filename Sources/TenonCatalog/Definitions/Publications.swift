// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// The types that organizations published, in the versions that are known.
package struct Publications: Sendable {
    /// How many older versions are kept at once; beyond it all of them are read anew when they are needed.
    package static let olderMax = 2000

    private struct Version: Hashable {
        let app: String
        let number: Int
    }

    private struct Entry {
        let type: ConnectionType
        let reach: SecretReach
    }

    /// What came of composing a version; it never changes, so it is composed once.
    private struct Composition {
        let types: [String: Entry]
        let errors: [Finding]
    }

    private struct Owner {
        let app: String
        let organizationID: OrganizationID
    }

    private var compositions: [Version: Composition] = [:]
    /// The newest version of each app.
    private var newest: [String: Int] = [:]
    private var owners: [String: Owner] = [:]

    /// The names of all types that there are.
    var names: Set<String> { Set(owners.keys) }

    /// The newest versions that cannot be used, with the reasons; something that this server no longer understands.
    package var broken: [(app: String, version: Int, errors: [Finding])] {
        newest.sorted { $0.key < $1.key }.compactMap { app, number in
            guard let found = compositions[Version(app: app, number: number)], !found.errors.isEmpty else { return nil }
            return (app, number, found.errors)
        }
    }

    func isOwn(_ name: String, of organization: OrganizationID) -> Bool {
        owners[name]?.organizationID == organization
    }

    func names(of organization: OrganizationID) -> Set<String> {
        Set(owners.filter { $0.value.organizationID == organization }.keys)
    }

    func newest(of organization: OrganizationID) -> [ConnectionType] {
        names(of: organization).compactMap { newest($0, of: organization) }
    }

    func newest(_ name: String, of organization: OrganizationID) -> ConnectionType? {
        newestEntry(name, of: organization)?.type
    }

    func type(_ name: String, version: Int, of organization: OrganizationID) -> ConnectionType? {
        entry(name, version: version, of: organization)?.type
    }

    /// The newest version if it takes secrets nowhere but where that one could, else that one.
    func type(_ name: String, madeWith version: Int, of organization: OrganizationID) -> ConnectionType? {
        guard let made = entry(name, version: version, of: organization) else { return nil }
        guard let newest = newestEntry(name, of: organization), made.reach.covers(newest.reach) else {
            return made.type
        }
        return newest.type
    }

    private func newestEntry(_ name: String, of organization: OrganizationID) -> Entry? {
        guard let owner = owners[name], let number = newest[owner.app] else { return nil }
        return entry(name, version: number, of: organization)
    }

    private func entry(_ name: String, version: Int, of organization: OrganizationID) -> Entry? {
        guard let owner = owners[name], owner.organizationID == organization,
            let found = compositions[Version(app: owner.app, number: version)], found.errors.isEmpty
        else { return nil }
        return found.types[name]
    }

    /// Whether that version was read, be it of use or not.
    func knows(_ name: String, version: Int) -> Bool {
        owners[name].map { compositions[Version(app: $0.app, number: version)] != nil } ?? false
    }

    // MARK: - Taking up

    mutating func replace(with apps: [PublishedApp]) {
        newest = [:]
        owners = [:]
        for app in apps {
            newest[app.app] = app.version
            take(app)
        }
        let gone = compositions.keys.filter { newest[$0.app] == nil }
        for version in gone { compositions[version] = nil }
    }

    mutating func add(_ app: PublishedApp) {
        // An app that is gone, or that is not known yet, comes with the newest versions.
        guard newest[app.app] != nil else { return }
        if compositions.count - newest.count >= Publications.olderMax {
            compositions = compositions.filter { newest[$0.key.app] == $0.key.number }
        }
        take(app)
    }

    private mutating func take(_ app: PublishedApp) {
        for type in app.types { owners[type] = Owner(app: app.app, organizationID: app.organizationID) }
        let version = Version(app: app.app, number: app.version)
        guard compositions[version] == nil else { return }
        compositions[version] = Publications.compose(app)
    }

    private static func compose(_ app: PublishedApp) -> Composition {
        guard let source = (try? JSONReader.read(app.source)).flatMap({ AppSource(json: $0) }) else {
            return Composition(types: [:], errors: [Finding(file: app.app, .publishedUnreadable)])
        }
        let (types, findings) = source.compose(version: app.version)
        let own = types.map { type in
            var type = type
            type.packageName = app.app
            type.organizationID = app.organizationID
            return (type.name, Entry(type: type, reach: type.reach))
        }
        return Composition(
            types: Dictionary(own, uniquingKeysWith: { first, _ in first }),
            errors: findings.filter { $0.severity == .error })
    }
}
