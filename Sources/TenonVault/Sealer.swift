// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation
package import TenonDomain

/// A team's data key while it is in memory: seals and opens the secrets of connections.
///
/// Every ciphertext is bound to table, row, team, column, key and version, so that one cannot be put in another's place.
/// Nonces are 96 random bits: a data key is good for 2^32 secrets (NIST SP 800-38D §8.3).
package struct Sealer: Sendable {
    package let keyID: DataKeyID
    let team: TeamID
    private let key: SymmetricKey

    init(keyID: DataKeyID, team: TeamID, key: SymmetricKey) {
        self.keyID = keyID
        self.team = team
        self.key = key
    }

    /// Seals the secret of the connection `row` in its `version`.
    package func seal(_ clear: Secret, row: ConnectionID, version: Int64) throws -> SealedSecret {
        try seal(clear, in: .connection(row), version: version)
    }

    /// Seals a text for that place and version.
    package func seal(_ clear: Secret, in place: SealedPlace, version: Int64) throws -> SealedSecret {
        let box = try clear.withRevealedBytes {
            try AES.GCM.seal($0, using: key, authenticating: binding(place, version: version))
        }
        return SealedSecret(keyID: keyID, version: version, box: Array(box.nonce) + box.ciphertext + box.tag)
    }

    /// Opens what ``seal(_:in:version:)`` made for the same place.
    ///
    /// - Throws: ``VaultError`` `secretDoesNotOpen`.
    package func open(_ sealed: SealedSecret, in place: SealedPlace) throws -> Secret {
        // A box that is too short and one that does not open are the same to the caller.
        guard sealed.keyID == keyID, let box = try? AES.GCM.SealedBox(combined: sealed.box),
            var clear = try? AES.GCM.open(
                box, using: key, authenticating: binding(place, version: sealed.version))
        else { throw VaultError.secretDoesNotOpen }
        defer { clear.resetBytes(in: clear.startIndex..<clear.endIndex) }
        return Secret(bytes: clear)
    }

    /// The data key itself, wrapped by another root key.
    func wrapped(by root: RootKey) throws -> [UInt8] { try root.wrap(key, id: keyID, team: team) }

    private func binding(_ place: SealedPlace, version: Int64) -> Data {
        AssociatedData([
            place.table, place.row, team.description, "box", keyID.rawValue, String(version),
        ]).bytes
    }
}
