// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Why a key or a secret cannot be had.
///
/// Each description is one sentence that says what to do, and holds no byte of a key.
package enum VaultError: Error, Sendable, Hashable, CustomStringConvertible {
    case keyRingMissing(path: String)
    case keyRingUnreadable(path: String, reason: String)
    case keyRingExposed(path: String)
    /// Another process is changing the ring and does not come to an end.
    case keyRingBusy(path: String)
    case keyRingMalformed(reason: String)
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

    package var description: String {
        switch self {
        case .keyRingMissing(let path):
            "The key ring '\(path)' is missing, and without it no stored secret can be read; put it back from its backup."
        case .keyRingUnreadable(let path, let reason): "The key ring '\(path)' cannot be used: \(reason)."
        case .keyRingExposed(let path):
            "The key ring '\(path)' can be read by others; run: chmod 600 '\(path)'"
        case .keyRingBusy(let path): "Another process is changing the key ring '\(path)'; try again when it has ended."
        case .keyRingMalformed(let reason): "The key ring is malformed: \(reason)."
        case .rootKeyDamaged(let id):
            "The root key \(id) in the key ring is damaged; put the ring back from its backup."
        case .rootKeyMissing(let id):
            "The key ring lacks the root key \(id), which this database needs; put that key back into the ring."
        case .dataKeyDoesNotOpen(let id, let rootKeyID):
            "The data key \(id) does not open with the root key \(rootKeyID); the database or the ring was changed."
        case .dataKeyMissing(let id): "The data key \(id) is not in the database."
        case .secretDoesNotOpen: "A stored secret does not open: it was changed, or moved from another place."
        case .rootKeyInUse(let id, let dataKeys):
            "The root key \(id) still wraps \(dataKeys) data key(s); rotate first: tenon keys rotate root"
        case .rootKeyActive(let id): "The root key \(id) is the active one; rotate first: tenon keys rotate root"
        case .keyRingFixed: "The key ring comes from the environment and cannot be changed here; use a file."
        }
    }
}
