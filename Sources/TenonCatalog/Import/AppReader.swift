// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// Makes the source of an app of its files.
struct AppReader {
    private let files: ImportFiles
    private var layout: ImportLayout
    private var decoder = DefinitionDecoder()
    private let isNamed: Bool
    private var bytesRead = 0
    private(set) var source: AppSource
    /// The path of each of the source's texts, by the names that its findings give them.
    private(set) var places: [String: String] = [:]
    private var labels: [String: String] = [:]
    private var kinds: [String: ConnectionType.Kind] = [:]

    var findings: [Finding] { decoder.findings }

    init(_ files: ImportFiles, name: String?) {
        self.files = files
        isNamed = name != nil
        source = AppSource(name: name ?? AppReader.name(of: files.root), label: "")
        layout = ImportLayout(files.paths, app: source.name)
    }

    mutating func read() {
        if let manifest = layout.manifest { readManifest(manifest) } else { readMetadata() }
        if let base = layout.base {
            source.base = text(base)
            places[AppSource.baseFile] = files.place(base)
        }
        // One more than may be is enough to be refused.
        let names = Set(layout.parts.keys.map(\.connection)).sorted().prefix(AppSource.connectionsMax + 1)
        for name in names { readConnection(name) }
        if source.label.isEmpty { source.label = source.name }
        if source.connections.isEmpty { decoder.report(.noConnections, at: .init(files.root)) }
        reportRest()
    }

    /// A name for an app whose files say none.
    private static func name(of path: String) -> String {
        var name = path.split(separator: "/").last.map { String($0).lowercased() } ?? ""
        if name.hasSuffix(".zip") { name.removeLast(4) }
        let letters: [Character] = name.map { character in
            let isPlain = character.isASCII && (character.isLetter || character.isNumber || character == "_")
            return isPlain ? character : "-"
        }
        return letters.split(separator: "-").map { String($0) }.joined(separator: "-")
    }

    // MARK: - Texts

    private mutating func text(_ path: String) -> String {
        do {
            var bytes = try files.contents(path)
            bytesRead += bytes.count
            guard bytesRead <= ImportFiles.contentBytesMax else {
                let most = String(ImportFiles.contentBytesMax)
                decoder.report(.contentsTooLarge, ["bytes": most], at: .init(files.place(path)))
                return ""
            }
            // Editors on Windows begin files with a mark that is no JSON.
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            decoder.report(.fileNotUnicode, at: .init(files.place(path)))
        } catch {
            decoder.report(error.reason, at: .init(error.path))
        }
        return ""
    }

    private mutating func node(_ path: String) -> SourceNode? {
        let text = text(path)
        guard !text.isEmpty else { return nil }
        do { return try SourceNode.read(Array(text.utf8), .jsonc, file: files.place(path)) } catch {
            decoder.report(error.reason, at: error.place)
            return nil
        }
    }

    private mutating func readConnection(_ name: String) {
        var connection = ConnectionSource(name: name, label: labels[name] ?? name, kind: .basic)
        for section in ConnectionSection.allCases {
            guard let path = layout.parts[.init(connection: name, section: section)] else { continue }
            connection.sections[section] = text(path)
            places[connection.file(section)] = files.place(path)
        }
        // What concerns the connection as a whole is told where its requests are.
        if places[connection.file(.api)] == nil { places[connection.file(.api)] = files.root }
        connection.kind = kinds[name] ?? AppReader.kind(connection.sections[.api] ?? "")
        reportSecrets(connection)
        source.connections.append(connection)
    }

    /// What its requests make of a connection that nobody has told the kind of.
    private static func kind(_ api: String) -> ConnectionType.Kind {
        let options = JSONReader.Options(depthMax: SourceNode.depthMax, allowsComments: true)
        // A text that cannot be read is reported where it is composed.
        let names = (try? JSONReader.read(api, options: options))?.object?.names ?? []
        let blocks = ["authorize", "token", "requestToken", "accessToken", "refresh"]
        return names.contains { blocks.contains($0) } ? .oauth : .basic
    }

    // MARK: - What files say of others

    private mutating func readMetadata() {
        if let path = layout.metadata, let node = node(path) {
            if !isNamed, let name = node["name"]?.text { rename(name) }
            source.label = node["label"]?.text ?? ""
            source.theme = node["theme"]?.text ?? ""
            places[AppSource.appFile] = files.place(path)
        }
        for (name, path) in layout.connectionMetadata.sorted(by: { $0.key < $1.key }) {
            guard let node = node(path) else { continue }
            labels[name] = node["label"]?.text
            kinds[name] = kind(node["type"])
        }
    }

    /// A connection beside the base bears the app's name.
    private mutating func rename(_ name: String) {
        source.name = name
        layout = ImportLayout(files.paths, app: name)
    }

    private mutating func kind(_ node: SourceNode?) -> ConnectionType.Kind? {
        guard let node, let text = node.text else { return nil }
        switch text {
        case "oauth": return .oauth
        case "basic", "apikey", "other": return .basic
        default:
            decoder.refuse(node, .connectionKind, notAmong: ["basic", "oauth"])
            return nil
        }
    }

    private mutating func readManifest(_ path: String) {
        guard let node = node(path) else { return }
        places[AppSource.appFile] = files.place(path)
        if !isNamed, let name = node["origins"]?.elements.first?["appId"]?.text { source.name = name }
        let general = node["generalCodeFiles"]
        let base = file(general?["base"])
        let common = file(general?["common"])
        var parts: [ImportLayout.Part: String] = [:]
        for connection in decoder.entries(node["components"]?["connection"], "connection") {
            labels[connection.name] = connection.value["label"]?.text
            kinds[connection.name] = kind(connection.value["connectionType"])
            for code in decoder.entries(connection.value["codeFiles"], "codeFiles") {
                guard let section = ImportLayout.section(code.name) else {
                    decoder.report(.notPartOfConnection, ["name": code.name], at: code.place)
                    continue
                }
                parts[.init(connection: connection.name, section: section)] = file(code.value)
            }
        }
        layout.follow(base: base, common: common, parts: parts)
    }

    /// A file that the working copy's own file names; `null` stands for one that is not kept.
    private mutating func file(_ node: SourceNode?) -> String? {
        guard let node, let text = node.text else { return nil }
        let path = layout.folder + (text.hasPrefix("./") ? String(text.dropFirst(2)) : text)
        guard files.paths.contains(path) else {
            decoder.report(.noSuchFileNamed, ["name": text], at: node.place)
            return nil
        }
        return path
    }

    // MARK: - What remains

    private mutating func reportSecrets(_ connection: ConnectionSource) {
        guard let path = layout.parts[.init(connection: connection.name, section: .common)] else { return }
        let options = JSONReader.Options(depthMax: SourceNode.depthMax, allowsComments: true)
        // A text that cannot be read is reported where it is composed.
        let members = (try? JSONReader.read(connection.sections[.common] ?? "", options: options))?.object?.members
        let names = (members ?? []).filter { member in
            let isFilled = member.value.string?.isEmpty == false
            return isFilled && ["secret", "password", "key"].contains { member.name.lowercased().contains($0) }
        }.map(\.name)
        guard !names.isEmpty else { return }
        decoder.report(
            .readableSecrets, ["names": names.joined(separator: ", "), "name": connection.name],
            at: .init(files.place(path)), severity: .warning)
    }

    private mutating func reportRest() {
        for path in layout.strangers {
            decoder.report(.unknownPart, at: .init(files.place(path)))
        }
        for double in layout.doubles {
            let other = String(double.other.dropFirst(layout.folder.count))
            decoder.report(.partTwice, ["file": other], at: .init(files.place(double.path)))
        }
        if let common = layout.common, let node = node(common), !node.isHollow {
            decoder.report(.commonLeftOut, at: node.place, severity: .warning)
        }
        guard !layout.others.isEmpty else { return }
        let folders = Set(
            layout.others.map { $0.dropFirst($0.hasPrefix(layout.folder) ? layout.folder.count : 0) }
                .compactMap { $0.split(separator: "/").first.map(String.init) })
        let names = folders.sorted().prefix(10).joined(separator: ", ")
        decoder.report(
            .filesLeftOut, ["count": String(layout.others.count), "names": names], at: .init(files.root),
            severity: .warning)
    }
}
