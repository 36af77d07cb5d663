// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonDomain
import TenonVault
import Testing

@Suite struct VaultTests {
    private let fixture: VaultFixture
    private let team = TeamID(7)
    private let row = ConnectionID(12)

    init() throws { fixture = try VaultFixture() }

    @Test func `a sealed secret opens in its place, with a vault started anew as well`() async throws {
        defer { fixture.remove() }
        let sealed = try await fixture.vault().sealer(for: team).seal(Secret("s3cret"), row: row, version: 1)
        #expect(try await fixture.vault().open(sealed, team: team, row: row).reveal() == "s3cret")
        #expect(!String(decoding: sealed.box, as: UTF8.self).contains("s3cret"))
    }

    @Test func `a secret that was moved or changed does not open`() async throws {
        defer { fixture.remove() }
        let vault = try fixture.vault()
        let sealed = try await vault.sealer(for: team).seal(Secret("s3cret"), row: row, version: 2)
        let other = try await vault.sealer(for: TeamID(8))
        let versioned = SealedSecret(keyID: sealed.keyID, version: 1, box: sealed.box)
        let rekeyed = SealedSecret(keyID: other.keyID, version: 2, box: sealed.box)
        await #expect(throws: VaultError.secretDoesNotOpen) {
            try await vault.open(sealed, team: team, row: ConnectionID(13))
        }
        await #expect(throws: VaultError.secretDoesNotOpen) { try await vault.open(versioned, team: team, row: row) }
        await #expect(throws: VaultError.secretDoesNotOpen) { try await vault.open(rekeyed, team: TeamID(8), row: row) }
        await #expect(throws: VaultError.secretDoesNotOpen) {
            try await fixture.vault().open(sealed, team: TeamID(8), row: row)
        }
        for index in sealed.box.indices {
            var box = sealed.box
            box[index] ^= 1
            await #expect(throws: VaultError.secretDoesNotOpen) {
                try await vault.open(SealedSecret(keyID: sealed.keyID, version: 2, box: box), team: team, row: row)
            }
        }
        await #expect(throws: VaultError.secretDoesNotOpen) {
            try await vault.open(SealedSecret(keyID: sealed.keyID, version: 2, box: []), team: team, row: row)
        }
    }

    @Test func `no two seals share a nonce`() async throws {
        defer { fixture.remove() }
        let sealer = try await fixture.vault().sealer(for: team)
        let nonces = try (0..<2000).map { _ in Array(try sealer.seal(Secret("x"), row: row, version: 1).box.prefix(12))
        }
        #expect(Set(nonces).count == nonces.count)
    }

    @Test func `a hundred first uses at once agree on one data key`() async throws {
        defer { fixture.remove() }
        let vault = try fixture.vault()
        let team = team
        let ids = try await withThrowingTaskGroup(of: DataKeyID.self) { group in
            for _ in 0..<100 { group.addTask { try await vault.sealer(for: team).keyID } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(fixture.keys.all.count == 1)
    }

    @Test func `another ring is noticed at the start, and the key that is needed is named`() async throws {
        defer { fixture.remove() }
        let vault = try fixture.vault()
        _ = try await vault.sealer(for: team)
        try await vault.checkAll()
        let needed = try #require(fixture.keys.all.first).rootKeyID
        try fixture.file.save(RootKeyRing(randomness: SystemRandomness(), at: Timestamp(milliseconds: 0)))
        await #expect(throws: VaultError.rootKeyMissing(id: needed)) { try await fixture.vault().checkAll() }
    }

    @Test func `a data key that was tampered with is noticed at the start`() async throws {
        defer { fixture.remove() }
        let vault = try fixture.vault()
        _ = try await vault.sealer(for: team)
        let key = try #require(fixture.keys.all.first)
        fixture.keys.put(
            WrappedDataKey(
                id: key.id, teamID: TeamID(99), rootKeyID: key.rootKeyID, box: key.box, createdAt: key.createdAt,
                isActive: true))
        await #expect(throws: VaultError.dataKeyDoesNotOpen(id: key.id, rootKeyID: key.rootKeyID)) {
            try await fixture.vault().checkAll()
        }
    }

    @Test func `a rotation wraps every data key anew, and a server that runs goes on`() async throws {
        defer { fixture.remove() }
        let running = try fixture.vault()
        let sealed = try await running.sealer(for: team).seal(Secret("s3cret"), row: row, version: 1)
        let old = try #require(fixture.keys.all.first).rootKeyID
        let rotation = try await fixture.vault().rotateRoot(audit: VaultFixture.audit)
        #expect(rotation.rewrapped == 1)
        #expect(fixture.keys.all.map(\.rootKeyID) == [rotation.activeKeyID])
        #expect(try await running.open(sealed, team: team, row: row).reveal() == "s3cret")
        _ = try await running.sealer(for: TeamID(8))
        try await running.checkAll()
        let usage = try await running.usage()
        #expect(usage.first { $0.id == old }?.isActive == false)
        #expect(usage.first { $0.id == rotation.activeKeyID }?.isActive == true)
    }

    @Test func `a rotation that was cut short loses nothing and can be run again`() async throws {
        defer { fixture.remove() }
        let vault = try fixture.vault()
        for team in 1...5 { _ = try await vault.sealer(for: TeamID(Int64(team))) }
        fixture.keys.crash(afterRewraps: 2)
        await #expect(throws: MemoryKeys.Crash.self) { try await vault.rotateRoot(audit: VaultFixture.audit) }
        try await fixture.vault().checkAll()
        fixture.keys.crash(afterRewraps: nil)
        let rotation = try await fixture.vault().rotateRoot(audit: VaultFixture.audit)
        #expect(Set(fixture.keys.all.map(\.rootKeyID)) == [rotation.activeKeyID])
        try await fixture.vault().checkAll()
    }

    @Test func `a root key is taken out only when nothing needs it`() async throws {
        defer { fixture.remove() }
        let vault = try fixture.vault()
        _ = try await vault.sealer(for: team)
        let first = try #require(fixture.keys.all.first).rootKeyID
        await #expect(throws: VaultError.rootKeyActive(id: first)) { try await vault.retire(rootKeyID: first) }
        _ = try await vault.rotateRoot(audit: VaultFixture.audit)
        try await vault.retire(rootKeyID: first)
        #expect(try !fixture.file.load().keyIDs.contains(first))
        await #expect(throws: VaultError.rootKeyMissing(id: first)) { try await vault.retire(rootKeyID: first) }
        try await fixture.vault().checkAll()
    }

    @Test func `a server that runs wraps nothing with a key that was retired meanwhile`() async throws {
        defer { fixture.remove() }
        let running = try fixture.vault()
        _ = try await running.sealer(for: team)
        let old = try #require(fixture.keys.all.first).rootKeyID
        let operating = try fixture.vault()
        let rotation = try await operating.rotateRoot(audit: VaultFixture.audit)
        try await operating.retire(rootKeyID: old)
        let sealed = try await running.sealer(for: TeamID(8)).seal(Secret("s3cret"), row: row, version: 1)
        #expect(Set(fixture.keys.all.map(\.rootKeyID)) == [rotation.activeKeyID])
        #expect(try await fixture.vault().open(sealed, team: TeamID(8), row: row).reveal() == "s3cret")
    }

    @Test func `rotations, retirements and first uses at once lose no key`() async throws {
        defer { fixture.remove() }
        let fixture = fixture
        try await withThrowingTaskGroup { group in
            for number in 1...40 {
                group.addTask { _ = try await fixture.vault().sealer(for: TeamID(Int64(number))) }
            }
            for _ in 1...8 {
                group.addTask {
                    let vault = try fixture.vault()
                    let before = try await vault.usage()
                    _ = try await vault.rotateRoot(audit: VaultFixture.audit)
                    // One that is still, or again, in use or gone already is refused; the rest must not be missed.
                    for key in before { try? await vault.retire(rootKeyID: key.id) }
                }
            }
            try await group.waitForAll()
        }
        #expect(fixture.keys.all.count == 40)
        try await fixture.vault().checkAll()
    }

    @Test func `a key that another server replaced seals for a minute at most, and one that is gone opens no longer`()
        async throws
    {
        defer { fixture.remove() }
        let elapsed = Mutex(Duration.zero)
        let vault = try fixture.vault(elapsed: { elapsed.withLock(\.self) })
        let sealed = try await vault.sealer(for: team).seal(Secret("s3cret"), row: row, version: 1)
        let old = try #require(fixture.keys.all.first)
        fixture.keys.remove(old.id)
        // As another server would have it: a new active key, and the old one dropped.
        let new = try await fixture.vault().sealer(for: team).keyID
        #expect(new != old.id)
        elapsed.withLock { $0 = .seconds(59) }
        #expect(try await vault.sealer(for: team).keyID == old.id)
        #expect(try await vault.open(sealed, team: team, row: row).reveal() == "s3cret")
        elapsed.withLock { $0 = .seconds(60) }
        #expect(try await vault.sealer(for: team).keyID == new)
        await #expect(throws: VaultError.dataKeyMissing(old.id)) {
            try await vault.open(sealed, team: team, row: row)
        }
    }

    @Test func `what the vault says of itself and of failures holds neither key nor clear text`() async throws {
        defer { fixture.remove() }
        let vault = try fixture.vault()
        let sealer = try await vault.sealer(for: team)
        let sealed = try sealer.seal(Secret("canary-5c1e"), row: row, version: 1)
        let content = try fixture.content()
        let start = try #require(content.range(of: #""key": ""#)).upperBound
        let key = String(content[start...].prefix(43))
        let ring = try fixture.file.load()
        let wrong = SealedSecret(keyID: sealed.keyID, version: 2, box: sealed.box)
        let failure = await #expect(throws: VaultError.self) { try await vault.open(wrong, team: team, row: row) }
        let opened = try await vault.open(sealed, team: team, row: row)
        for value in [vault, sealer, ring, sealed, opened, failure as Any] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("canary-5c1e"))
                #expect(!text.contains(key))
                #expect(!text.contains(key.prefix(20)))
            }
        }
    }
}
