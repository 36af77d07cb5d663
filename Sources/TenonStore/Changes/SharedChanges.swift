// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// Counts changes to a database that other processes change too.
///
/// Changes of this process count before they are acknowledged. Those of others are found by looking at how many the
/// database has seen, every quarter of a second or when somebody says that there is one. A look is good for
/// ``stalenessMax`` from when it began: after that, and so while the database cannot be asked, every question is taken
/// for a change. A change is therefore never missed for longer than that, whatever becomes of messages and networks.
package final class SharedChanges: ChangeCounter {
    /// How old what is known of other processes may be.
    package static let stalenessMax = Duration.seconds(1)
    /// How often the database is looked at when nobody says anything.
    package static let interval = Duration.milliseconds(250)
    /// How long it is left alone at least between two looks.
    private static let pause = Duration.milliseconds(20)

    private let database: any SQLDatabase
    private let origin = ContinuousClock.now
    private let elapsed: @Sendable () -> Duration
    private let count = Atomic<UInt64>(0)
    /// In nanoseconds since `origin`.
    private let freshUntil = Atomic<Int64>(0)
    private let lastSeen = Mutex<Int64?>(nil)
    private let looks: AsyncStream<Void>
    private let look: AsyncStream<Void>.Continuation
    private let commits: AsyncStream<Void>
    private let commit: AsyncStream<Void>.Continuation
    private let sightings: AsyncStream<Void>
    private let sighting: AsyncStream<Void>.Continuation

    /// Counts changes of that database; `elapsed` tells the time since some moment, the machine's when `nil`.
    package init(_ database: any SQLDatabase, elapsed: (@Sendable () -> Duration)? = nil) {
        self.database = database
        let origin = origin
        self.elapsed = elapsed ?? { ContinuousClock.now - origin }
        (looks, look) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (commits, commit) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (sightings, sighting) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package var changeCount: UInt64 {
        guard Self.nanoseconds(elapsed()) < freshUntil.load(ordering: .acquiring) else {
            return count.add(1, ordering: .acquiringAndReleasing).newValue
        }
        return count.load(ordering: .acquiring)
    }

    /// Others may have changed something a moment ago.
    package var readCount: UInt64? { nil }

    /// Counts a change of this process, of which the others are to be told.
    package func noteCommit() {
        count.add(1, ordering: .releasing)
        commit.yield()
    }

    /// Has the database looked at soon, because there may have been a change.
    package func lookSoon() { look.yield() }

    /// Looks at the database once.
    ///
    /// - Throws: what reading throws; what is known grows old then.
    package func lookNow() async throws {
        // From before it is asked: what is committed meanwhile may be missing from the answer.
        let begin = elapsed()
        let seen = try await database.read { connection in
            try connection.row("SELECT COALESCE(SUM(changes), 0) AS n FROM audit_heads")?.value("n", as: Int64.self)
                ?? 0
        }
        let isNew = lastSeen.withLock { last in
            defer { last = seen }
            return last != seen
        }
        // First: nobody may find fresh what has not been counted.
        if isNew {
            count.add(1, ordering: .releasing)
            sighting.yield()
        }
        freshUntil.store(Self.nanoseconds(begin + Self.stalenessMax), ordering: .releasing)
    }

    /// Looks again and again, until ``stop()`` is called.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [look] in
                while !Task.isCancelled {
                    if case .terminated = look.yield() { return }
                    // A cancelled sleep ends the ticking.
                    try? await Task.sleep(for: Self.interval)
                }
            }
            for await _ in looks {
                // A database that is away is told by what is known growing old, and by everybody else who asks it.
                try? await lookNow()
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Ends ``run()``, ``forEachCommit(_:)`` and ``forEachSighting(_:)``.
    package func stop() {
        look.finish()
        commit.finish()
        sighting.finish()
    }

    /// Calls `body` after changes of this process; several may be one call.
    package func forEachCommit(_ body: () async -> Void) async {
        for await _ in commits {
            await body()
            // A cancelled pause is noticed by the loop.
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Calls `body` after changes that were seen in the database, of any process; several may be one call.
    package func forEachSighting(_ body: () async -> Void) async {
        for await _ in sightings { await body() }
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
