// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation
internal import TenonDomain

/// A key that wraps data keys: 256 random bits.
struct RootKey: Sendable {
    static let bytesCount = 32

    /// Derived from the key itself, so that other bytes cannot pass for it: 16 hexadecimal digits.
    let id: String
    let createdAt: Timestamp
    private let key: SymmetricKey

    init?(bytes: some ContiguousBytes, createdAt: Timestamp) {
        key = SymmetricKey(data: bytes)
        guard key.bitCount == RootKey.bytesCount * 8 else { return nil }
        self.createdAt = createdAt
        id = RootKey.identifier(of: key)
    }

    private static func identifier(of key: SymmetricKey) -> String {
        var hash = SHA256()
        hash.update(data: Data("tenon root key id".utf8))
        key.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The key for the ring's file.
    var base64: String { key.withUnsafeBytes { Data($0) }.base64EncodedString() }

    /// Wraps a data key; the box is bound to its identifier, its team and this key.
    func wrap(_ dataKey: SymmetricKey, id: DataKeyID, team: TeamID) throws -> [UInt8] {
        let clear = dataKey.withUnsafeBytes { Data($0) }
        let box = try AES.GCM.seal(clear, using: key, authenticating: binding(id, team))
        return Array(box.nonce) + box.ciphertext + box.tag
    }

    /// The data key, or `nil` when the box was changed or belongs elsewhere.
    func unwrap(_ wrapped: WrappedDataKey) -> SymmetricKey? {
        // A box that is too short and one that does not open are the same to the caller.
        guard let box = try? AES.GCM.SealedBox(combined: wrapped.box),
            let clear = try? AES.GCM.open(box, using: key, authenticating: binding(wrapped.id, wrapped.teamID))
        else { return nil }
        return SymmetricKey(data: clear)
    }

    private func binding(_ id: DataKeyID, _ team: TeamID) -> Data {
        AssociatedData(["tenon data key", id.rawValue, team.description, self.id]).bytes
    }
}
