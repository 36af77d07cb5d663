// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import CAssets
internal import Mustache
internal import TenonDomain
internal import TenonJSON

/// Every word the console says, by name; all of one language stand in one file.
///
/// Templates say `{{t.signIn.title}}`, code says `strings("signIn.title")`.
package struct Strings: Sendable {
    private static let path = "Strings/en.json"

    private let root: JSONObject

    /// - Throws: ``TenonError`` `internalError` when the file cannot be read: a fault of the build.
    package init() throws {
        var index = 0
        while let asset = tenon_asset_at(index)?.pointee {
            index += 1
            guard String(cString: asset.path) == Self.path else { continue }
            do {
                let bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
                root = try JSONReader.read(bytes).object ?? JSONObject()
                return
            } catch {
                throw TenonError(.internalError, "The console's words cannot be read.", underlying: error)
            }
        }
        throw TenonError(.internalError, "The console's words are missing.")
    }

    /// The text of that name, with `{name}` replaced by the values; the name itself when there is none.
    ///
    /// Where the file has two, `one` and `other`, the value `count` decides.
    package func callAsFunction(_ name: String, _ values: [String: String] = [:]) -> String {
        let form = values["count"] == "1" ? "one" : "other"
        return (self[name] ?? self["\(name).\(form)"]).map { Sentence.fill($0, with: values) } ?? name
    }

    /// The text of that name, `nil` when there is none.
    package subscript(name: String) -> String? {
        name.split(separator: ".").reduce(JSON.object(root)) { $0?[String($1)] }?.string
    }

    /// The text of that name, or both of its forms; none when there is no such name.
    package func forms(of name: String) -> [String] {
        self[name].map { [$0] } ?? ["one", "other"].compactMap { self["\(name).\($0)"] }
    }

    /// The names of all texts; one that has two forms counts once.
    package var names: Set<String> { Self.names(in: root, below: "") }

    private static func names(in object: JSONObject, below prefix: String) -> Set<String> {
        object.reduce(into: []) { names, member in
            if let inner = member.value.object, inner.contains(where: { !["one", "other"].contains($0.name) }) {
                names.formUnion(Self.names(in: inner, below: "\(prefix)\(member.name)."))
            } else {
                names.insert(prefix + member.name)
            }
        }
    }

    /// What `{{t}}` is.
    var branch: Branch { Branch(object: root) }

    /// Part of the tree, as templates read it.
    struct Branch: MustacheParent {
        let object: JSONObject

        func child(named name: String) -> Any? {
            guard let value = object[name] else { return nil }
            return value.object.map(Branch.init(object:)) ?? value.string
        }
    }
}
