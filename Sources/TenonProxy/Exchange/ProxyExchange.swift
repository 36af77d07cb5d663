// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// One request on its way through the proxy: what to do next, decided without clock or network.
///
/// It is told what happened and says what has to be done; whoever drives it does nothing of its own accord.
package struct ProxyExchange: Sendable {
    package enum State: Sendable, Hashable {
        /// Somebody is asked whether the request may go, and how.
        case deciding
        /// A channel is wanted.
        case connecting
        /// The request is on its way, and no final answer has come.
        case exchanging
        /// A new credential is being fetched; the third party's answer is held back.
        case refreshing
        /// `Retry-After` is waited out.
        case waiting
        /// The answer is being passed on.
        case relaying
        case done
    }

    /// What the caller allows, and what this server does.
    package struct Budget: Sendable, Hashable {
        /// How often 429 and 503 may be waited out (`Tenon-Retries`).
        package var retries: Int
        /// How long all waiting together may take.
        package var waiting: Duration
        /// What is waited when the third party does not say how long.
        package var waitingDefault: Duration = .seconds(1)

        package init(retries: Int, waiting: Duration) {
            self.retries = retries
            self.waiting = waiting
        }
    }

    package enum AnswerVerdict: Sendable, Hashable {
        case relay
        /// Hold the answer back and fetch a new credential.
        case refresh
        /// Drop the answer and send the request again after that time.
        case retry(after: Duration)
    }

    package enum FailureVerdict: Sendable, Hashable {
        /// Send the request again on a new channel: nothing of it was heeded.
        case reconnect
        /// Tell the caller.
        case refuse
        /// A part of the answer is with the caller already: cut the connection, so that it is seen to be incomplete.
        case cut
    }

    package private(set) var state = State.deciding
    /// How often the request was sent.
    package private(set) var attempts = 0
    private var budget: Budget
    private let isIdempotent: Bool
    private var hasRefreshed = false
    private var hasReconnected = false

    package init(budget: Budget, isIdempotent: Bool) {
        self.budget = budget
        self.isIdempotent = isIdempotent
    }

    /// Whether an answer may still cause a new credential to be fetched.
    package var mayRefresh: Bool { !hasRefreshed }

    /// The request may go: get a channel.
    package mutating func admitted() {
        guard state == .deciding else { return }
        state = .connecting
    }

    /// A channel is there: send.
    package mutating func connected() -> Bool {
        guard state == .connecting else { return false }
        state = .exchanging
        attempts += 1
        return true
    }

    /// A final answer's head came.
    ///
    /// It `isStale` when it says that the credential is no longer good; `canReplay` is whether the request's body so far
    /// can be sent again.
    package mutating func answered(
        status: Int, retryAfter: Duration?, isStale: Bool, canReplay: Bool
    ) -> AnswerVerdict {
        guard state == .exchanging else { return .relay }
        if isStale, !hasRefreshed, canReplay {
            hasRefreshed = true
            state = .refreshing
            return .refresh
        }
        if status == 429 || status == 503, canReplay, budget.retries > 0 {
            let wait = retryAfter ?? budget.waitingDefault
            if wait <= budget.waiting {
                budget.retries -= 1
                budget.waiting -= wait
                // Who gives no time is asked less and less often.
                budget.waitingDefault *= 2
                state = .waiting
                return .retry(after: wait)
            }
        }
        state = .relaying
        return .relay
    }

    /// There is a new credential: drop the answer held back, and send again.
    package mutating func renewed() -> Bool {
        guard state == .refreshing else { return false }
        state = .connecting
        return true
    }

    /// There is no new credential: the answer held back is the one to pass on.
    package mutating func notRenewed() -> Bool {
        guard state == .refreshing else { return false }
        state = .relaying
        return true
    }

    /// The waiting is over: send again.
    package mutating func waited() -> Bool {
        guard state == .waiting else { return false }
        state = .connecting
        return true
    }

    /// The channel failed, or could not be had.
    ///
    /// It `isReused` when it had carried a request before, so that the other side may just have closed it; `hasAnswer` is
    /// whether anything of an answer came.
    package mutating func failed(isReused: Bool, hasAnswer: Bool, canReplay: Bool) -> FailureVerdict {
        switch state {
        case .relaying:
            state = .done
            return .cut
        case .exchanging where isReused && isIdempotent && !hasAnswer && canReplay && !hasReconnected:
            // RFC 9112 §9.3.1: only what may be repeated without harm is repeated unasked.
            hasReconnected = true
            state = .connecting
            attempts -= 1
            return .reconnect
        default:
            state = .done
            return .refuse
        }
    }

    /// The answer has been passed on, an error was answered instead, or the caller is gone.
    package mutating func finished() { state = .done }
}
