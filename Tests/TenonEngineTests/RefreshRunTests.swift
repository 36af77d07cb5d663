// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonEngine
import Testing

/// The order of a refresh, in every way it can go: without time, network or store.
@Suite struct RefreshRunTests {
    private typealias Run = RefreshRun

    private static let answers: [Run.Answer] = [
        .granted, .rejected("no"), .credentialRejected("no", retryAfter: .seconds(2)), .nothingToAskWith,
        .misconfigured("client", retryAfter: .seconds(3)),
        .unclear("lost", retryAfter: nil, mayHaveBeenCarriedOut: true),
        .unclear("busy", retryAfter: .seconds(9), mayHaveBeenCarriedOut: false),
    ]
    private static let events: [Run.Event] =
        [
            .begun(wasInterrupted: false), .begun(wasInterrupted: true), .held, .changed, .gone, .paused, .stored,
            .superseded, .storeFailed, .failureRecorded(true), .failureRecorded(false),
        ] + answers.map { .answered($0) }
    private static let limits = Run.Limits(
        pausesMax: 2, pause: .milliseconds(7), storeAttemptsMax: 3, storePause: .milliseconds(11))

    /// Whether the event can come of the action.
    private static func belongs(_ event: Run.Event, to action: Run.Action) -> Bool {
        switch (action, event) {
        case (.begin, .begun), (.begin, .held), (.begin, .changed), (.begin, .gone), (.pause, .paused),
            (.ask, .answered),
            (.store, .stored), (.store, .superseded), (.store, .storeFailed), (.recordFailure, .failureRecorded):
            true
        default: false
        }
    }

    /// What has happened on the way to a state.
    private struct History {
        var wasInterrupted: Bool?
        var answer: Run.Answer?
        var begun = 0
        var asked = 0
        var storeFailures = 0
        var held = 0
        var last: Run.Event?
    }

    /// What the mark and the health have to say of an answer that brought no token.
    private static func misfortune(
        of answer: Run.Answer, wasInterrupted: Bool
    ) -> (reason: Connection.Trouble.Reason, keepsMark: Bool, retryAfter: Duration?)? {
        switch answer {
        case .granted: nil
        // The provider answered clearly: nothing of the attempt before is open any more.
        case .rejected: (wasInterrupted ? .answerLost : .rejected, false, nil)
        case .credentialRejected(_, let pause): (.credentialRejected, false, pause)
        case .nothingToAskWith: (.noRefreshToken, false, nil)
        // An attempt before may still have replaced the token.
        case .misconfigured(_, let pause): (.installation, wasInterrupted, pause)
        case .unclear(_, let pause, let mayHaveBeenCarriedOut):
            (.provider, wasInterrupted || mayHaveBeenCarriedOut, pause)
        }
    }

    private func check(_ action: Run.Action, _ history: History) {
        switch action {
        case .begin: #expect(history.begun == 0)
        case .pause(let duration):
            #expect(duration == (history.begun == 0 ? .milliseconds(7) : .milliseconds(11)))
        case .ask: #expect(history.begun == 1 && history.asked == 0, "it asks once, and only with the lease and mark")
        case .store: #expect(history.answer == .granted && history.begun == 1, "it stores nothing but a grant")
        case .recordFailure(let found):
            guard let answer = history.answer, let wasInterrupted = history.wasInterrupted,
                let expected = Self.misfortune(of: answer, wasInterrupted: wasInterrupted)
            else {
                Issue.record("a failure without an answer")
                return
            }
            #expect(found.reason == expected.reason && found.keepsMark == expected.keepsMark)
            #expect(found.retryAfter == expected.retryAfter && !found.message.isEmpty)
        case .finish(let outcome): check(outcome, history)
        }
    }

    private func check(_ outcome: Run.Outcome, _ history: History) {
        switch (outcome, history.last) {
        case (.refreshed, .changed), (.refreshed, .stored), (.refreshed, .superseded),
            (.refreshed, .failureRecorded(false)), (.gone, .gone), (.failed, .failureRecorded(true)):
            break
        case (.busy, .held): #expect(history.held == Self.limits.pausesMax + 1)
        case (.notStored, .storeFailed): #expect(history.storeFailures == Self.limits.storeAttemptsMax)
        default: Issue.record("\(outcome) after \(String(describing: history.last))")
        }
    }

    /// Follows every event that can come; returns how many ways there are to the end.
    private func explore(_ run: Run, _ history: History, stepsLeft: Int) -> Int {
        let action = run.action
        #expect(run.action == action, "asking again changes nothing")
        check(action, history)
        if case .finish = action {
            for event in Self.events {
                var after = run
                after.receive(event)
                #expect(after.action == action, "the end is the end")
            }
            return 1
        }
        guard stepsLeft > 0 else {
            Issue.record("no end after \(history)")
            return 0
        }
        var ways = 0
        for event in Self.events where Self.belongs(event, to: action) {
            var (next, history) = (run, history)
            next.receive(event)
            switch event {
            case .begun(let wasInterrupted):
                history.begun += 1
                history.wasInterrupted = wasInterrupted
            case .answered(let answer):
                history.asked += 1
                history.answer = answer
            case .storeFailed: history.storeFailures += 1
            case .held: history.held += 1
            default: break
            }
            history.last = event
            ways += explore(next, history, stepsLeft: stepsLeft - 1)
        }
        return ways
    }

    @Test func `whatever comes, it ends, in the right order and with the right words`() {
        // Waiting twice, the lease, the answer, and storing three times.
        let longest = 2 * 2 + 1 + 1 + 1 + 3 * 2
        // Two ways to store at each of three attempts and one to give up, and two for each of six failures.
        let afterLease = 2 * 3 + 1 + 2 * 6
        // With and without a mark, or nothing to do; at each of three attempts to begin; and giving up at last.
        let ways = 3 * (2 * afterLease + 2) + 1
        #expect(explore(Run(limits: Self.limits), History(), stepsLeft: longest) == ways)
    }

    /// Every sequence of that length, compared with the same without what does not belong.
    private func compare(_ run: Run, _ filtered: Run, depth: Int) -> Int {
        guard depth > 0 else { return 1 }
        return Self.events.reduce(0) { count, event in
            var (all, some) = (run, filtered)
            if Self.belongs(event, to: some.action) { some.receive(event) }
            all.receive(event)
            #expect(all.action == some.action)
            return count + compare(all, some, depth: depth - 1)
        }
    }

    @Test func `events that do not belong are ignored`() {
        let limits = Run.Limits(pausesMax: 1, storeAttemptsMax: 2)
        #expect(compare(Run(limits: limits), Run(limits: limits), depth: 4) == 104_976)
    }

    @Test func `a run without patience does not wait for another holder`() {
        var run = Run(limits: Run.Limits(pausesMax: 0))
        run.receive(.held)
        #expect(run.action == .finish(.busy))
    }

    @Test func `a holder is waited for as long as the limit says, and then the lease is taken`() {
        var run = Run(limits: Self.limits)
        for _ in 0..<Self.limits.pausesMax {
            run.receive(.held)
            #expect(run.action == .pause(.milliseconds(7)))
            run.receive(.paused)
        }
        run.receive(.begun(wasInterrupted: false))
        #expect(run.action == .ask)
    }
}
