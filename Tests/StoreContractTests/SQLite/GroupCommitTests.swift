// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonDomain
import TenonSQLite
import TenonStore
import Testing

/// Writes that share a transaction.
@Suite(.temporaryDirectory) struct GroupCommitTests {
    @Test
    func `of writes that share a transaction the failing ones are rolled back alone`() async throws {
        let fixture = try await Fixture(.sqlite)
        let codes = await atOnce(20, on: fixture.database) { connection, number in
            try connection.change("INSERT INTO organizations (name, created_at) VALUES (?1, 0)", "n\(number)")
            if number % 3 == 0 { throw TenonError(.rateLimited, "") }
            if number % 3 == 1 { try connection.change("INSERT INTO teams (organization_id) VALUES (1)") }
        }
        for (number, code) in codes.enumerated() {
            #expect(code == [.rateLimited, .internalError, nil][number % 3], "write \(number)")
        }
        let names = try await fixture.database.read { connection in
            try connection.rows("SELECT name FROM organizations WHERE name <> 'Acme' ORDER BY id")
                .map { try $0.value("name", as: String.self) }
        }
        #expect(Set(names) == Set((0..<20).filter { $0 % 3 == 2 }.map { "n\($0)" }))
    }

    @Test
    func `writes that wait together share a commit`() async throws {
        // The log grows with each commit, so writes that find it at one size are of one transaction.
        let fixture = try await Fixture(.sqlite)
        let log = TemporaryDirectory.path + "/tenon.db-wal"
        let sizes = Mutex<[Int]>([])
        let codes = await atOnce(20, on: fixture.database) { connection, number in
            let attributes = try FileManager.default.attributesOfItem(atPath: log)
            let size = try #require(attributes[.size] as? Int)
            sizes.withLock { $0.append(size) }
            try connection.change("INSERT INTO organizations (name, created_at) VALUES (?1, 0)", "n\(number)")
        }
        #expect(codes.allSatisfy { $0 == nil })
        let seen = sizes.withLock { $0 }
        #expect(seen.count == 20)
        #expect(Set(seen).count < 20)
    }

    @Test
    func `a cancelled caller writes nothing when it has not begun`() async throws {
        let fixture = try await Fixture(.sqlite)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await fixture.database.write { _ = try $0.change("DELETE FROM memberships") }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await fixture.access.memberships(of: fixture.owner.id).count == 1)
    }

    @Test
    func `a write that has begun is finished though its caller is cancelled`() async throws {
        let fixture = try await Fixture(.sqlite)
        let begun = DispatchSemaphore(value: 0)
        let task = Task {
            try await fixture.database.write { connection in
                begun.signal()
                Thread.sleep(forTimeInterval: 0.05)
                return try connection.change("DELETE FROM memberships")
            }
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                begun.wait()
                continuation.resume()
            }
        }
        task.cancel()
        #expect(try await task.value == 1)
        #expect(try await fixture.access.memberships(of: fixture.owner.id).isEmpty)
    }

    /// Runs writes that have all been waiting behind one that blocks, and returns the codes of their errors.
    private func atOnce(
        _ count: Int, on database: any SQLDatabase,
        _ body: @escaping @Sendable (any SQLConnection, Int) throws -> Void
    ) async -> [TenonError.Code?] {
        let release = DispatchSemaphore(value: 0)
        let blocked = DispatchSemaphore(value: 0)
        async let blocker: Void = database.write { _ in
            blocked.signal()
            release.wait()
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                blocked.wait()
                continuation.resume()
            }
        }
        let codes = await withTaskGroup(of: (Int, TenonError.Code?).self) { group in
            for number in 0..<count {
                group.addTask { (number, await code { try await database.write { try body($0, number) } }) }
            }
            // Long enough for the tasks above to be waiting; were it not, fewer would share a transaction.
            DispatchQueue.global().asyncAfter(deadline: .now() + 0.1) { release.signal() }
            return await group.reduce(into: [TenonError.Code?](repeating: nil, count: count)) { $0[$1.0] = $1.1 }
        }
        try? await blocker
        return codes
    }
}
