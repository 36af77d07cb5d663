// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// What a connection stores: the values a person entered, and over them what the third party's answers added.
///
/// Kept only sealed; the open form exists from ``init(opening:)`` to the last byte sent. It never prints a value.
package struct ParameterValues: Sendable {
    /// The most bytes of all values together.
    package static let bytesMax = 64 << 10
    /// The names under which definitions keep what a token endpoint hands out.
    package static let accessToken = "accessToken"
    package static let refreshToken = "refreshToken"
    package static let expires = "expires"
    package static let tokenType = "tokenType"

    enum Content: Sendable {
        case open(JSON)
        /// Text.
        case secret(Secret)
        /// The JSON text of a secret that is no text.
        case secretJSON(Secret)
    }

    private(set) var entries: [(name: String, content: Content)] = []

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }
    package var names: [String] { entries.map(\.name) }

    /// The clear texts that must not be seen anywhere.
    package var secrets: [Secret] {
        entries.compactMap { entry in
            switch entry.content {
            case .open: nil
            case .secret(let secret), .secretJSON(let secret): secret
            }
        }
    }

    /// A value that is no secret, else `nil`.
    package func open(_ name: String) -> JSON? {
        guard case .open(let value)? = content(name) else { return nil }
        return value
    }

    package func secret(_ name: String) -> Secret? {
        switch content(name) {
        case .secret(let secret), .secretJSON(let secret): secret
        case .open, nil: nil
        }
    }

    /// When the token ends, as the definition's `data.expires` says; `nil` when nothing is known.
    package var tokenExpiry: Timestamp? { collection[ParameterValues.expires]?.date }

    /// A value as expressions see it.
    package func value(_ name: String) -> Value? { collection[name] }

    /// The values of these names, secret or not, as they would stand in a request.
    package func revealed(_ names: [String]) -> JSONObject {
        JSONObject(
            names.compactMap { name in
                collection[name].map { JSONObject.Member(name: name, value: $0.json) }
            })
    }

    func content(_ name: String) -> Content? { entries.first { $0.name == name }?.content }

    /// Sets a value in its place, or appends it; null removes it.
    package mutating func set(_ name: String, _ value: JSON, isSecret: Bool) {
        guard !value.isNull else { return remove(name) }
        let content: Content
        switch (isSecret, value) {
        case (false, _): content = .open(value)
        case (true, .string(let text)): content = .secret(Secret(text))
        case (true, _): content = .secretJSON(Secret(value.text()))
        }
        set(name, content)
    }

    mutating func set(_ name: String, _ content: Content) {
        if let index = entries.firstIndex(where: { $0.name == name }) {
            entries[index].content = content
        } else {
            entries.append((name, content))
        }
    }

    package mutating func remove(_ name: String) { entries.removeAll { $0.name == name } }

    /// For expressions, secrets marked as such.
    var collection: ValueCollection {
        ValueCollection(
            entries.map { entry in
                switch entry.content {
                case .open(let json): (entry.name, Value(json: json))
                case .secret(let secret): (entry.name, .text(secret.reveal(), isSecret: true))
                case .secretJSON(let secret): (entry.name, Value(json: ParameterValues.json(secret), isSecret: true))
                }
            })
    }

    private static func json(_ secret: Secret) -> JSON {
        // Written by ``set(_:_:isSecret:)``; what is damaged counts as missing.
        (try? JSONReader.read(secret.reveal())) ?? .null
    }

    // MARK: - Sealing

    /// Everything as one text, to be encrypted.
    package func sealedForm() -> Secret {
        let members = entries.map { entry -> JSON in
            switch entry.content {
            case .open(let json): ["name": .string(entry.name), "value": json]
            case .secret(let secret):
                ["name": .string(entry.name), "value": .string(secret.reveal()), "secret": true]
            case .secretJSON(let secret):
                ["name": .string(entry.name), "value": ParameterValues.json(secret), "secret": true]
            }
        }
        return Secret(bytes: JSON.object(["values": .array(members)]).utf8)
    }

    /// What ``init(opening:)`` could not read; nothing of the text.
    package struct Damaged: Error {}

    /// Reads what ``sealedForm()`` wrote.
    package init(opening secret: Secret) throws(Damaged) {
        // The reader's reason could not help: the text came out of authenticated encryption.
        guard let json = secret.withRevealedBytes({ try? JSONReader.read($0) }), let members = json["values"]?.array
        else {
            throw Damaged()
        }
        for member in members {
            guard let name = member["name"]?.string, let value = member["value"] else { throw Damaged() }
            set(name, value, isSecret: member["secret"]?.bool ?? false)
        }
    }

    /// How many bytes the sealed form has.
    package var byteCount: Int { sealedForm().count }
}

extension ParameterValues: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹\(entries.count) parameter values›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
