// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import TenonEngine

/// A bounded number of refreshes at a time.
@Suite struct FlightGateTests {
    private final class Counts: Sendable {
        private let counts = Mutex((now: 0, most: 0, done: 0))

        func begin() {
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
        }

        func end() {
            counts.withLock { counts in
                counts.now -= 1
                counts.done += 1
            }
        }

        var all: (now: Int, most: Int, done: Int) { counts.withLock { $0 } }
    }

    @Test func `no more go through at a time than the gate lets, and all get through`() async {
        let (gate, counts) = (FlightGate(max: 3), Counts())
        await withDiscardingTaskGroup { group in
            for _ in 0..<200 {
                await gate.enter()
                group.addTask {
                    counts.begin()
                    await Task.yield()
                    counts.end()
                    gate.leave()
                }
            }
        }
        let (now, most, done) = counts.all
        #expect(now == 0 && (1...3).contains(most) && done == 200)
    }
}
