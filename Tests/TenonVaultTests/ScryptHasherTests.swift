// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonVault
import Testing

@Suite struct ScryptHasherTests {
    private static let cost = ScryptHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
    private let hasher = ScryptHasher(randomness: SystemRandomness(), cost: cost)

    @Test func `a password is known again, and no other is`() async throws {
        let hash = try await hasher.hash(Secret("correct horse"))
        #expect(try await hasher.verify(Secret("correct horse"), against: hash))
        for wrong in ["correct horsf", "", "correct horse ", "Correct horse"] {
            #expect(try await !hasher.verify(Secret(wrong), against: hash), "\(wrong)")
        }
        #expect(try await !hasher.verify(Secret("correct horse"), against: nil))
    }

    @Test func `two hashes of one password differ, and say what they cost`() async throws {
        let (one, other) = try await (hasher.hash(Secret("same")), hasher.hash(Secret("same")))
        #expect(one.encoded != other.encoded)
        #expect(one.encoded.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect("\(one)" == "‹redacted›")
    }

    @Test func `the vector of RFC 7914 comes out`() async throws {
        // Section 12: N 16384, r 8, p 1; the first 32 bytes.
        let hash = PasswordHash(
            encoded: "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU=$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI=")
        #expect(try await hasher.verify(Secret("pleaseletmein"), against: hash))
        #expect(try await !hasher.verify(Secret("pleaseletmeout"), against: hash))
    }

    @Test(arguments: [
        "", "x", "$scrypt$ln=15,r=8,p=3$c2FsdA==$", "$scrypt$ln=99,r=8,p=3$c2FsdA==$a2V5", "$argon2id$x$y$z",
        "$scrypt$r=8,ln=15,p=3$c2FsdA==$a2V5", "$scrypt$ln=15,r=8$c2FsdA==$a2V5", "$scrypt$ln=15,r=8,p=3$!$a2V5",
        "$scrypt$ln=,r=,p=$c2FsdA==$a2V5",
    ])
    func `a stored password in another form is an error, not a yes`(_ encoded: String) async {
        await #expect(throws: TenonError.self) {
            _ = try await hasher.verify(Secret("x"), against: PasswordHash(encoded: encoded))
        }
    }

    @Test func `no more wait than there is room for`() async throws {
        let slow = ScryptHasher(
            randomness: SystemRandomness(), cost: ScryptHasher.Cost(logRounds: 12, blockSize: 8, parallelism: 1))
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<400 {
                group.addTask {
                    do {
                        _ = try await slow.hash(Secret("x"))
                        return false
                    } catch { return (error as? TenonError)?.code == .unavailable }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused > 0)
        #expect(refused <= 400 - ScryptHasher.waitingMax)
        // There is room again.
        _ = try await slow.hash(Secret("x"))
    }
}
