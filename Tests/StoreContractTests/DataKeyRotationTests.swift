// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonDomain
import TenonSQLite
import TenonStore
import TenonVault
import Testing

/// Rotating data keys with a real vault, on both databases.
@Suite(.temporaryDirectory, .timeLimit(.minutes(4))) struct DataKeyRotationTests {
    @Test(arguments: Backend.allCases)
    func `a rotation seals every secret again, in its place and version`(_ backend: Backend) async throws {
        let rotation = try await RotationFixture(backend)
        try await rotation.addOneOfEach("s")
        let other = try await rotation.addTeam("Other")
        try await rotation.addConnection("s", in: other)
        let before = try await rotation.rows()
        #expect(try await rotation.begin() == .init(newKeys: 2, isContinued: false))
        let steps = Steps()
        let outcome = try await rotation.rotation.finish { steps.add($0.done, of: $0.total) }
        #expect(outcome.resealed == 6)
        #expect(outcome.isWhole)
        #expect(steps.all.first == "0 of 6")
        #expect(steps.all.last == "6 of 6")
        let after = try await rotation.rows()
        #expect(Set(after.map(\.key)) == Set(before.map(\.key)))
        #expect(after.map(\.secret.version).sorted() == before.map(\.secret.version).sorted())
        #expect(Set(after.map(\.secret.box)).isDisjoint(with: before.map(\.secret.box)))
        #expect(try await rotation.texts() == Array(repeating: "s", count: 6))
        #expect(try await rotation.oldKeys().allSatisfy { $0.rows == 0 && $0.unusedSince != nil })
        let again = try await rotation.rotation.finish()
        #expect(again.resealed == 0)
        #expect(try await rotation.fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `a rotation that was cut short is gone on with, and makes no other key unless asked`(
        _ backend: Backend
    ) async throws {
        let rotation = try await RotationFixture(backend)
        for number in 0..<DataKeyRotation.pageSize * 2 + 10 { try await rotation.addConnection("s\(number)") }
        try await rotation.begin()
        await #expect(throws: CancellationError.self) {
            try await Task {
                try await rotation.rotation.finish { progress in
                    if progress.done > 0 { withUnsafeCurrentTask { $0?.cancel() } }
                }
            }.value
        }
        let left = try await rotation.oldKeys().map(\.rows)
        #expect(left == [DataKeyRotation.pageSize + 10])
        rotation.clock.advance(by: .seconds(86_400))
        #expect(try await rotation.begin() == .init(newKeys: 0, isContinued: true))
        #expect(try await rotation.rotation.finish().resealed == left[0])
        #expect(Set(try await rotation.texts()).count == DataKeyRotation.pageSize * 2 + 10)
        #expect(try await rotation.begin() == .init(newKeys: 1, isContinued: false))
        #expect(try await rotation.begin() == .init(newKeys: 0, isContinued: true))
        #expect(try await rotation.begin(evenIfUnfinished: true) == .init(newKeys: 1, isContinued: false))
        #expect(try await rotation.rotation.finish().resealed == DataKeyRotation.pageSize * 2 + 10)
    }

    @Test(arguments: Backend.allCases)
    func `teams that a rotation did not come to get their key when it is gone on with`(
        _ backend: Backend
    ) async throws {
        let rotation = try await RotationFixture(backend)
        let teams = [rotation.team, try await rotation.addTeam("B"), try await rotation.addTeam("C")]
        for team in teams { try await rotation.addConnection("s", in: team) }
        rotation.clock.advance(by: .seconds(60))
        // As if the process had ended after the first page of teams.
        try await rotation.begin(in: teams[1])
        rotation.clock.advance(by: .seconds(60))
        #expect(try await rotation.begin() == .init(newKeys: 2, isContinued: true))
        #expect(try await rotation.oldKeys().map(\.teamID) == teams)
        // One that was made since has a new key already.
        rotation.clock.advance(by: .seconds(60))
        try await rotation.addConnection("s", in: try await rotation.addTeam("D"))
        #expect(try await rotation.begin() == .init(newKeys: 0, isContinued: true))
        #expect(try await rotation.rotation.finish().resealed == 3)
    }

    /// Writers of a server that hears of the new key, and of one that does not, against rotation upon rotation.
    @Test(arguments: Backend.allCases)
    func `secrets that are stored meanwhile win, and none stays under an old key`(_ backend: Backend) async throws {
        let rotation = try await RotationFixture(backend)
        var ids: [ConnectionID] = []
        for number in 0..<24 { ids.append(try await rotation.addConnection("\(number) at 0")) }
        let vaults = [rotation.vault, try rotation.staleVault()]
        let writes = 25
        try await withThrowingTaskGroup { group in
            for (number, id) in ids.enumerated() {
                group.addTask {
                    for write in 1...writes {
                        let sealer = try await vaults[number % 2].sealer(for: rotation.team)
                        try await rotation.fixture.connections.replaceSecret(
                            of: id, in: rotation.team, expectedVersion: Int64(write), definitionVersion: 1,
                            at: Fixture.now, audit: rotation.fixture.draft(.connectionDataChanged)
                        ) { row, version in
                            try sealer.seal(Secret("\(number) at \(write)"), row: row, version: version)
                        }
                    }
                }
            }
            group.addTask {
                for _ in 0..<4 {
                    try await rotation.begin(evenIfUnfinished: true)
                    #expect(try await rotation.rotation.finish().isWhole)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await rotation.rotation.finish().isWhole)
        #expect(try await rotation.oldKeys().map(\.rows) == [0, 0, 0, 0])
        #expect(Set(try await rotation.texts()) == Set((0..<24).map { "\($0) at \(writes)" }))
        for id in ids {
            let sealed = try #require(try await rotation.fixture.connections.sealedConnection(id))
            #expect(sealed.secret.version == Int64(writes + 1))
            #expect(sealed.connection.secretVersion == Int64(writes + 1))
        }
    }

    @Test(arguments: Backend.allCases)
    func `what was changed or moved is named, stays, and keeps its key; the rest goes on`(
        _ backend: Backend
    ) async throws {
        let rotation = try await RotationFixture(backend)
        let other = try await rotation.addTeam("Other")
        var ids: [ConnectionID] = []
        for number in 0..<6 { ids.append(try await rotation.addConnection("s\(number)")) }
        let foreign = try await rotation.addConnection("foreign", in: other)
        let good = try await rotation.rows()
        func box(of id: ConnectionID) -> [UInt8] {
            good.first { $0.place == .connection(id) }?.secret.box ?? []
        }
        func put(_ box: [UInt8], into id: ConnectionID) async throws {
            _ = try await rotation.fixture.database.write {
                try $0.change("UPDATE connection_secrets SET box = ?1 WHERE connection_id = ?2", box, id)
            }
        }
        var flipped = box(of: ids[0])
        flipped[flipped.count / 2] ^= 1
        try await put(flipped, into: ids[0])
        try await put(box(of: ids[2]), into: ids[1])
        try await put([], into: ids[3])
        // From another team, and from this one into another.
        try await put(box(of: foreign), into: ids[4])
        try await put(box(of: ids[5]), into: foreign)

        try await rotation.begin()
        let outcome = try await rotation.rotation.finish()
        #expect(outcome.resealed == 2)
        #expect(outcome.damagedCount == 5)
        #expect(
            Set(outcome.damaged.map(\.place))
                == Set([ids[0], ids[1], ids[3], ids[4], foreign].map { SealedPlace.connection($0) }))
        #expect(try await rotation.oldKeys().map(\.rows) == [4, 1])
        #expect(try await rotation.oldKeys().allSatisfy { $0.unusedSince == nil })
        rotation.clock.advance(by: .seconds(86_400))
        let drop = try await rotation.rotation.drop(actor: .system)
        #expect(drop.dropped.isEmpty)
        #expect(drop.kept.map(\.need) == [.rows(4), .rows(1)])
        // Put right again, it goes like any other.
        for row in good where row.place != .connection(ids[2]) && row.place != .connection(ids[5]) {
            guard case .integer(let id) = row.key[1] else { continue }
            try await put(row.secret.box, into: ConnectionID(id))
        }
        #expect(try await rotation.begin().isContinued)
        #expect(try await rotation.rotation.finish().isWhole)
        #expect(Set(try await rotation.texts()) == ["s0", "s1", "s2", "s3", "s4", "s5", "foreign"])
    }

    @Test(arguments: Backend.allCases)
    func `an old key rests before it is dropped, and begins anew when it was needed again`(
        _ backend: Backend
    ) async throws {
        let rotation = try await RotationFixture(backend)
        let id = try await rotation.addConnection("s")
        let old = try #require(try await rotation.rows().first)
        try await rotation.begin()
        #expect(try await rotation.rotation.finish().resealed == 1)
        let (rest, now) = (DataKeyRotation.restBeforeDrop, rotation.clock.now())
        rotation.clock.advance(by: rest - .seconds(1))
        var drop = try await rotation.rotation.drop(actor: .system)
        #expect(drop.kept.map(\.need) == [.rest(until: now.advanced(by: rest))])
        // A server that has slept seals with it once more.
        _ = try await rotation.fixture.database.write {
            try $0.change(
                "UPDATE connection_secrets SET key_id = ?1, box = ?2 WHERE connection_id = ?3", old.secret.keyID,
                old.secret.box, id)
        }
        rotation.clock.advance(by: .seconds(2))
        drop = try await rotation.rotation.drop(actor: .system)
        #expect(drop.kept.map(\.need) == [.rows(1)])
        #expect(try await rotation.rotation.finish().resealed == 1)
        drop = try await rotation.rotation.drop(actor: .system)
        #expect(drop.kept.map(\.need) == [.rest(until: rotation.clock.now().advanced(by: rest))])
        rotation.clock.advance(by: rest)
        // What a rotation finds to do is not whether an earlier one left rows, but whether it came to its end.
        #expect(try await rotation.begin() == .init(newKeys: 1, isContinued: false))
        drop = try await rotation.rotation.drop(actor: .system)
        #expect(drop.dropped.map(\.id) == [old.secret.keyID])
        await #expect(throws: VaultError.dataKeyMissing(old.secret.keyID)) {
            try await rotation.freshVault().open(old.secret, team: rotation.team, in: old.place)
        }
        #expect(try await rotation.texts() == ["s"])
    }

    @Test func `nothing of a dropped key is left in the database's files`() async throws {
        let path = TemporaryDirectory.path + "/tenon.db"
        let database = try await SQLiteDatabase.open(at: path)
        let rotation = try await RotationFixture(database)
        for number in 0..<50 { try await rotation.addConnection("canary-71c4 \(number)") }
        let wrapped = try #require(try await rotation.keys.activeDataKey(of: rotation.team))
        let sealed = try await rotation.rows().map(\.secret.box)
        try await rotation.begin()
        #expect(try await rotation.rotation.finish().resealed == 50)
        rotation.clock.advance(by: DataKeyRotation.restBeforeDrop)
        #expect(try await rotation.rotation.drop(actor: .system).dropped.map(\.id) == [wrapped.id])
        try database.close()
        let files = try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path)
        #expect(files.contains("tenon.db"))
        for file in files {
            let content = try Data(contentsOf: URL(filePath: TemporaryDirectory.path).appending(path: file))
            for bytes in [Array("canary-71c4".utf8), wrapped.box] + sealed {
                #expect(content.range(of: Data(bytes)) == nil, "\(file)")
            }
        }
    }
}

/// How far something had come, each time it said so.
private final class Steps: Sendable {
    private let steps = Mutex<[String]>([])

    var all: [String] { steps.withLock(\.self) }

    func add(_ done: Int, of total: Int) { steps.withLock { $0.append("\(done) of \(total)") } }
}
