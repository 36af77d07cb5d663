// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What the files of an app are, by their names.
///
/// Three layouts are known: that of Make's API (`connections/acme/api.imljson`), the archive that Make's editor exports
/// (`acme/connection/acme/api.imljson` and `metadata.json`), and a working copy of the editor
/// (`connections/acme/acme.communication.iml.json`, with `makecomapp.json`, which names the files).
struct ImportLayout {
    /// One section of one connection.
    struct Part: Hashable {
        let connection: String
        let section: ConnectionSection
    }

    private static let endings = [".imljson", ".iml.jsonc", ".iml.json", ".jsonc", ".json"]
    private static let sections: [String: ConnectionSection] = [
        "api": .api, "communication": .api, "oauth-communication": .api, "parameters": .parameters,
        "params": .parameters, "common": .common, "scopes": .scopes, "scope-list": .scopes, "scopeList": .scopes,
        "scope": .scope, "default-scope": .scope, "defaultScope": .scope, "install": .install,
        "install-directives": .install, "installDirectives": .install, "installSpec": .installSpec,
        "install-spec": .installSpec, "tenon": .tenon,
    ]

    /// The folder that the app is in, with a slash behind it, or nothing.
    let folder: String
    /// The working copy's own file.
    private(set) var manifest: String?
    private(set) var base: String?
    /// The app's common data, which only its modules read.
    private(set) var common: String?
    /// Of the app, and of each connection.
    private(set) var metadata: String?
    private(set) var connectionMetadata: [String: String] = [:]
    private(set) var parts: [Part: String] = [:]
    /// Files of a connection that say nothing known, and those that say what another one says already.
    private(set) var strangers: [String] = []
    private(set) var doubles: [(path: String, other: String)] = []
    /// Everything else.
    private(set) var others: [String] = []

    /// `app` names the connection whose files lie beside the base.
    init(_ paths: [String], app: String) {
        let manifests = paths.filter { ImportLayout.name($0) == "makecomapp.json" }
        manifest = manifests.min { ($0.count { $0 == "/" }, $0) < ($1.count { $0 == "/" }, $1) }
        folder = manifest.map { String($0.dropLast("makecomapp.json".count)) } ?? ImportLayout.commonFolder(paths)
        for path in paths {
            guard path.hasPrefix(folder) else {
                others.append(path)
                continue
            }
            sort(path, app: app)
        }
        // Beside the requests of a connection, it is that connection's.
        let own = Part(connection: app, section: .common)
        if let common, parts[Part(connection: app, section: .api)] != nil, parts[own] == nil {
            parts[own] = common
            self.common = nil
        }
    }

    /// The section that a file name, or a key of `makecomapp.json`, stands for.
    static func section(_ key: String) -> ConnectionSection? { sections[key] }

    private static func name(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

    /// The folder that everything is in, where it is not one of connections.
    private static func commonFolder(_ paths: [String]) -> String {
        var folder = ""
        while true {
            let next = Set(
                paths.map { $0.dropFirst(folder.count).split(separator: "/", maxSplits: 1) }.map { parts in
                    parts.count > 1 ? String(parts[0]) : ""
                })
            guard next.count == 1, let name = next.first, !["", "connection", "connections", "general"].contains(name)
            else { return folder }
            folder += name + "/"
        }
    }

    private mutating func sort(_ path: String, app: String) {
        let parts = path.dropFirst(folder.count).split(separator: "/").map(String.init)
        let isConnection = ["connection", "connections"].contains(parts[0])
        guard path != manifest else { return }
        guard let stem = ImportLayout.stem(parts[parts.count - 1]) else {
            isConnection ? strangers.append(path) : others.append(path)
            return
        }
        switch (parts.count, isConnection) {
        case (3, true): sort(path, stem, connection: parts[1])
        case (2, true):
            let words = stem.split(separator: ".")
            sort(path, stem, connection: words.dropLast().joined(separator: "."))
        case (1, _),
            (2, _) where parts.count == 1 || parts[0] == "general":
            sortGeneral(path, stem, app: app)
        default: isConnection ? strangers.append(path) : others.append(path)
        }
    }

    private mutating func sort(_ path: String, _ stem: String, connection: String) {
        if stem == "metadata" {
            connectionMetadata[connection] = path
        } else if let section = ImportLayout.sections[String(stem.split(separator: ".").last ?? "")],
            !connection.isEmpty
        {
            take(path, Part(connection: connection, section: section))
        } else {
            strangers.append(path)
        }
    }

    private mutating func sortGeneral(_ path: String, _ stem: String, app: String) {
        switch stem {
        case "base": base = path
        case "metadata": metadata = path
        case "common": common = path
        default:
            guard !path.dropFirst(folder.count).contains("/"), let section = ImportLayout.sections[stem] else {
                return others.append(path)
            }
            take(path, Part(connection: app, section: section))
        }
    }

    mutating func take(_ path: String, _ part: Part) {
        if let other = parts[part], other != path { doubles.append((path, other)) } else { parts[part] = path }
    }

    private static func stem(_ name: String) -> String? {
        endings.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
    }

    /// Where the working copy's own file says what is what, only that counts, and `tenon`, of which it knows nothing.
    mutating func follow(base: String?, common: String?, parts named: [Part: String]) {
        (self.base, self.common) = (base, common)
        let folders = Dictionary(
            named.map { ($0.value.split(separator: "/").dropLast().joined(separator: "/"), $0.key.connection) },
            uniquingKeysWith: { first, _ in first })
        let own = parts.filter { $0.key.section == .tenon }
        others += parts.filter { $0.key.section != .tenon && !named.values.contains($0.value) }.map(\.value)
        strangers.removeAll { named.values.contains($0) }
        others.removeAll { [base, common].contains($0) || named.values.contains($0) }
        (parts, doubles) = (named, [])
        for (part, path) in own {
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            take(path, Part(connection: folders[folder] ?? part.connection, section: .tenon))
        }
    }
}
