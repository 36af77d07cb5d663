// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import NIOPosix
internal import Synchronization
package import TenonDomain

/// Passwords by scrypt (RFC 7914), in the thread pool: a hash takes a tenth of a second and 32 MiB.
///
/// No more than ``waitingMax`` are hashed or wait at the same time; whoever comes then is told to come later.
package final class ScryptHasher: PasswordHashing {
    /// What a hash costs.
    package struct Cost: Sendable, Hashable {
        /// The logarithm of N.
        package let logRounds: Int
        package let blockSize: Int
        package let parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// As OWASP's Password Storage Cheat Sheet has it for 32 MiB.
        package static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)
    }

    /// How many passwords may be hashed or wait for it.
    package static let waitingMax = 32
    private static let saltBytes = 16
    private static let keyBytes = 32

    private let cost: Cost
    private let randomness: any Randomness
    private let waiting = Mutex(0)

    package init(randomness: any Randomness, cost: Cost = .standard) {
        self.randomness = randomness
        self.cost = cost
    }

    package func hash(_ password: Secret) async throws -> PasswordHash {
        let parts = Parts(cost: cost, salt: randomness.bytes(Self.saltBytes), key: [])
        return Parts(cost: cost, salt: parts.salt, key: try await key(of: password, parts)).encoded
    }

    package func verify(_ password: Secret, against hash: PasswordHash?) async throws -> Bool {
        guard let hash else {
            // The same work for an address that nobody has.
            _ = try await key(of: password, Parts(cost: cost, salt: randomness.bytes(Self.saltBytes), key: []))
            return false
        }
        guard let parts = Parts(hash) else {
            throw TenonError(.internalError, "A stored password is in no form that this server knows.")
        }
        let found = try await key(of: password, parts)
        guard found.count == parts.key.count else { return false }
        return zip(found, parts.key).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func key(of password: Secret, _ parts: Parts) async throws -> [UInt8] {
        let isAdmitted = waiting.withLock { waiting in
            guard waiting < Self.waitingMax else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else {
            throw TenonError(
                .unavailable, "Too many people are signing in; try again in a moment.", retryAfter: .seconds(2))
        }
        defer { waiting.withLock { $0 -= 1 } }
        return try await NIOThreadPool.singleton.runIfActive {
            try password.withRevealedBytes { bytes in
                try KDF.Scrypt.deriveKey(
                    from: Data(bytes), salt: parts.salt, outputByteCount: Self.keyBytes,
                    rounds: 1 << parts.cost.logRounds, blockSize: parts.cost.blockSize,
                    parallelism: parts.cost.parallelism
                ).withUnsafeBytes { Array($0) }
            }
        }
    }
}

/// A stored password, taken apart: `$scrypt$ln=15,r=8,p=3$<salt>$<key>`, both in Base64.
private struct Parts: Sendable {
    let cost: ScryptHasher.Cost
    let salt: [UInt8]
    let key: [UInt8]

    init(cost: ScryptHasher.Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Returns `nil` for another form, and for costs that no version of ours has written.
    init?(_ hash: PasswordHash) {
        let fields = hash.encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].isEmpty, fields[1] == "scrypt",
            let salt = Data(base64Encoded: String(fields[3])), let key = Data(base64Encoded: String(fields[4])),
            !key.isEmpty
        else { return nil }
        let numbers = fields[2].split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
        guard numbers.map(\.first) == ["ln", "r", "p"], let rounds = Int(numbers[0].last ?? ""),
            let block = Int(numbers[1].last ?? ""), let parallel = Int(numbers[2].last ?? ""),
            (1...20).contains(rounds), (1...32).contains(block), (1...16).contains(parallel)
        else { return nil }
        self.init(
            cost: ScryptHasher.Cost(logRounds: rounds, blockSize: block, parallelism: parallel), salt: Array(salt),
            key: Array(key))
    }

    var encoded: PasswordHash {
        let numbers = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return PasswordHash(
            encoded: "$scrypt$\(numbers)$\(Data(salt).base64EncodedString())$\(Data(key).base64EncodedString())")
    }
}
