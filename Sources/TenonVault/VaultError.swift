// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import TenonDomain

/// Why a key or a secret cannot be had.
///
/// Each description is one sentence that says what to do, and holds no byte of a key.
package enum VaultError: Error, Sendable, Hashable, CustomStringConvertible {
    case keyRingMissing(path: String)
    case keyRingUnreadable(path: String, reason: Sentence)
    case keyRingExposed(path: String)
    /// Another process is changing the ring and does not come to an end.
    case keyRingBusy(path: String)
    case keyRingMalformed(reason: Sentence)
    /// A key of the ring does not belong to its identifier.
    case rootKeyDamaged(id: String)
    /// Data keys are wrapped by a root key that is not in the ring.
    case rootKeyMissing(id: String)
    /// The root key is there and does not open a data key that it should.
    case dataKeyDoesNotOpen(id: DataKeyID, rootKeyID: String)
    case dataKeyMissing(DataKeyID)
    /// The ciphertext was changed, or belongs to another place.
    case secretDoesNotOpen
    case rootKeyInUse(id: String, dataKeys: Int)
    case rootKeyActive(id: String)
    /// The ring came from the environment and cannot be written.
    case keyRingFixed

    package var description: String { sentence.description }

    package var sentence: Sentence {
        switch self {
        case .keyRingMissing(let path): Sentence(of: Name.missing, ["path": path])
        case .keyRingUnreadable(let path, let reason):
            Sentence(of: Name.unreadable, ["path": .text(path), "reason": .sentence(reason)])
        case .keyRingExposed(let path): Sentence(of: Name.exposed, ["path": path])
        case .keyRingBusy(let path): Sentence(of: Name.busy, ["path": path])
        case .keyRingMalformed(let reason): Sentence(of: Name.malformed, ["reason": .sentence(reason)])
        case .rootKeyDamaged(let id): Sentence(of: Name.rootKeyDamaged, ["id": id])
        case .rootKeyMissing(let id): Sentence(of: Name.rootKeyMissing, ["id": id])
        case .dataKeyDoesNotOpen(let id, let rootKeyID):
            Sentence(of: Name.dataKeyDoesNotOpen, ["id": "\(id)", "rootKey": rootKeyID])
        case .dataKeyMissing(let id): Sentence(of: Name.dataKeyMissing, ["id": "\(id)"])
        case .secretDoesNotOpen: Sentence(of: Name.secretDoesNotOpen)
        case .rootKeyInUse(let id, let dataKeys):
            Sentence(of: Name.rootKeyInUse, ["id": id, "count": String(dataKeys)])
        case .rootKeyActive(let id): Sentence(of: Name.rootKeyActive, ["id": id])
        case .keyRingFixed: Sentence(of: Name.fixed)
        }
    }
}

extension VaultError {
    package enum Name: String, SentenceName {
        package static let group = "keys"

        // MARK: The key ring
        case missing = """
            The key ring '{path}' is missing, and without it no stored secret can be read; put it back from its backup.
            """
        case unreadable = "The key ring '{path}' cannot be used: {reason}."
        case exposed = "The key ring '{path}' can be read by others; run: chmod 600 '{path}'"
        case busy = "Another process is changing the key ring '{path}'; try again when it has ended."
        case fixed = "The key ring comes from the environment and cannot be changed here; use a file."
        case systemSays = "{words}"
        case tooLarge = "it is larger than {bytes} bytes"
        case malformed = "The key ring is malformed: {reason}."
        case notJSON = "it is not JSON: {reason} at line {line}, column {column}"
        case members = "it needs version 1, active and keys"
        case keyCount = "it must hold 1 to {count} keys"
        case keyTwice = "a key is in it twice"
        case noActiveKey = "the active key is not in it"
        case keyMembers = "each key needs id, createdAt and key"

        // MARK: Keys
        case rootKeyDamaged = "The root key {id} in the key ring is damaged; put the ring back from its backup."
        case rootKeyMissing = """
            The key ring lacks the root key {id}, which this database needs; put that key back into the ring.
            """
        case rootKeyInUse = "The root key {id} still wraps {count} data key(s); rotate first: tenon keys rotate root"
        case rootKeyActive = "The root key {id} is the active one; rotate first: tenon keys rotate root"
        case dataKeyDoesNotOpen = """
            The data key {id} does not open with the root key {rootKey}; the database or the ring was changed.
            """
        case dataKeyMissing = "The data key {id} is not in the database."
        case secretDoesNotOpen = "A stored secret does not open: it was changed, or moved from another place."
    }
}

extension VaultError {
    static func keyRingMalformed(_ name: Name, _ values: [String: String] = [:]) -> VaultError {
        .keyRingMalformed(reason: Sentence(of: name, values))
    }

    /// With what the system says about the last call.
    static func keyRingUnreadable(path: String, errno code: Int32) -> VaultError {
        let words = String(cString: strerror(code)).lowercased()
        return .keyRingUnreadable(path: path, reason: Sentence(of: Name.systemSays, ["words": words]))
    }
}
