// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import TenonDomain
internal import TenonJSON

/// The root keys, one of them active: new data keys are wrapped by it, the others still open older ones.
package struct RootKeyRing: Sendable, CustomStringConvertible {
    /// How many keys a ring may hold.
    static let keysMax = 1000

    private(set) var keys: [RootKey]
    package private(set) var activeKeyID: String

    package var keyIDs: [String] { keys.map(\.id) }

    /// Identifiers only.
    package var description: String { "RootKeyRing(\(keyIDs.joined(separator: ", ")); active \(activeKeyID))" }

    func key(_ id: String) -> RootKey? { keys.first { $0.id == id } }

    /// A ring with one new key.
    package init(randomness: some Randomness, at now: Timestamp) {
        let key = RootKeyRing.newKey(from: randomness, at: now)
        keys = [key]
        activeKeyID = key.id
    }

    /// When the key was made; `nil` when it is not in the ring.
    package func createdAt(_ id: String) -> Timestamp? { key(id)?.createdAt }

    /// Adds a new key and makes it the active one.
    mutating func rotate(randomness: some Randomness, at now: Timestamp) {
        let key = RootKeyRing.newKey(from: randomness, at: now)
        keys.append(key)
        activeKeyID = key.id
    }

    mutating func remove(_ id: String) { keys.removeAll { $0.id == id } }

    private static func newKey(from randomness: some Randomness, at now: Timestamp) -> RootKey {
        guard let key = RootKey(bytes: randomness.bytes(RootKey.bytesCount), createdAt: now) else {
            preconditionFailure("a source of randomness gives as many bytes as it is asked for")
        }
        return key
    }
}

extension RootKeyRing {
    /// Reads the ring's JSON text.
    ///
    /// - Throws: ``VaultError`` `keyRingMalformed` or `rootKeyDamaged`; nothing of the text is in it.
    package init(_ text: Secret) throws {
        let value: JSON
        do {
            value = try text.withRevealedBytes { try JSONReader.read($0) }
        } catch let error as JSONError {
            throw VaultError.keyRingMalformed(
                reason: Sentence(
                    of: VaultError.Name.notJSON,
                    [
                        "reason": .sentence(error.sentence), "line": .text(String(error.line)),
                        "column": .text(String(error.column)),
                    ]))
        }
        guard value["version"]?.int == 1, let entries = value["keys"]?.array, let active = value["active"]?.string
        else {
            throw VaultError.keyRingMalformed(.members)
        }
        guard (1...RootKeyRing.keysMax).contains(entries.count) else {
            throw VaultError.keyRingMalformed(.keyCount, ["count": String(RootKeyRing.keysMax)])
        }
        keys = try entries.map(RootKeyRing.key)
        activeKeyID = active
        guard Set(keyIDs).count == keys.count else { throw VaultError.keyRingMalformed(.keyTwice) }
        guard key(active) != nil else { throw VaultError.keyRingMalformed(.noActiveKey) }
    }

    private static func key(_ entry: JSON) throws -> RootKey {
        guard let id = entry["id"]?.string,
            let createdAt = entry["createdAt"]?.string.flatMap(Timestamp.init(iso8601:)),
            let bytes = entry["key"]?.string.flatMap({ Data(base64Encoded: $0) })
        else { throw VaultError.keyRingMalformed(.keyMembers) }
        guard let key = RootKey(bytes: bytes, createdAt: createdAt), key.id == id else {
            throw VaultError.rootKeyDamaged(id: String(id.prefix(16)))
        }
        return key
    }

    /// The ring's JSON text, for its file.
    package var text: Secret {
        let keys = keys.map { key -> JSON in
            ["id": .string(key.id), "createdAt": .string(key.createdAt.iso8601), "key": .string(key.base64)]
        }
        let value: JSON = ["version": 1, "active": .string(activeKeyID), "keys": .array(keys)]
        return Secret(value.text(pretty: true) + "\n")
    }
}
