// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The order of one refresh: lease and mark, then the provider, then the store, and only then the caller.
///
/// A pure value, without clock and network: it says what to do and is told what came of it.
package struct RefreshRun: Sendable {
    package struct Limits: Sendable {
        /// How often another holder's lease is waited for.
        package var pausesMax: Int
        package var pause: Duration
        /// How often storing an answer is tried: it may hold the only token there is.
        package var storeAttemptsMax: Int
        package var storePause: Duration

        package init(
            pausesMax: Int = 300, pause: Duration = .milliseconds(100), storeAttemptsMax: Int = 30,
            storePause: Duration = .seconds(1)
        ) {
            self.pausesMax = pausesMax
            self.pause = pause
            self.storeAttemptsMax = storeAttemptsMax
            self.storePause = storePause
        }
    }

    /// What the provider's answer means for the grant.
    package enum Answer: Sendable, Hashable {
        case granted
        /// The grant is not good.
        case rejected(String)
        /// What a person entered is not good.
        case credentialRejected(String, retryAfter: Duration?)
        /// There is nothing to ask with.
        case nothingToAskWith
        /// The installation is not good.
        case misconfigured(String, retryAfter: Duration?)
        /// Nobody knows; `mayHaveBeenCarriedOut` when the provider may have replaced the token all the same.
        case unclear(String, retryAfter: Duration?, mayHaveBeenCarriedOut: Bool)
    }

    /// Why there is no new token, before it is written down.
    package struct Misfortune: Sendable, Hashable {
        package let reason: Connection.Trouble.Reason
        package let message: String
        package let retryAfter: Duration?
        package let keepsMark: Bool
    }

    package enum Action: Sendable, Hashable {
        /// Take the lease and leave the mark.
        case begin
        case pause(Duration)
        /// Ask the provider, prolonging the lease meanwhile.
        case ask
        /// Store the answer if the secret is still the one that was presented.
        case store
        case recordFailure(Misfortune)
        case finish(Outcome)
    }

    package enum Outcome: Sendable, Hashable {
        /// There is another token by now: look.
        case refreshed
        case failed(Misfortune)
        case gone
        /// Somebody else is at it for too long.
        case busy
        /// The answer could not be stored; the mark tells the next holder.
        case notStored
    }

    package enum Event: Sendable {
        case begun(wasInterrupted: Bool)
        case held
        case changed
        case gone
        case paused
        case answered(Answer)
        case stored
        /// Another secret is stored: the answer is worth nothing any more.
        case superseded
        case storeFailed
        case failureRecorded(Bool)
    }

    private enum State: Sendable, Hashable {
        case beginning
        case waiting
        case asking(wasInterrupted: Bool)
        case storing(attempts: Int)
        case waitingToStore(attempts: Int)
        case recording(Misfortune)
        case done(Outcome)
    }

    private let limits: Limits
    private var state = State.beginning
    private var pauses = 0

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// What to do now; asking again changes nothing.
    package var action: Action {
        switch state {
        case .beginning: .begin
        case .waiting: .pause(limits.pause)
        case .asking: .ask
        case .storing: .store
        case .waitingToStore: .pause(limits.storePause)
        case .recording(let misfortune): .recordFailure(misfortune)
        case .done(let outcome): .finish(outcome)
        }
    }

    /// Takes what came of ``action``; what does not belong to it is ignored.
    package mutating func receive(_ event: Event) {
        switch (state, event) {
        case (.beginning, .begun(let wasInterrupted)): state = .asking(wasInterrupted: wasInterrupted)
        case (.beginning, .changed): state = .done(.refreshed)
        case (.beginning, .gone): state = .done(.gone)
        case (.beginning, .held):
            pauses += 1
            state = pauses > limits.pausesMax ? .done(.busy) : .waiting
        case (.waiting, .paused): state = .beginning
        case (.asking(let wasInterrupted), .answered(let answer)):
            state = RefreshRun.state(after: answer, wasInterrupted: wasInterrupted)
        case (.storing, .stored): state = .done(.refreshed)
        // Whoever came first has stored something newer, which the next look finds.
        case (.storing, .superseded): state = .done(.refreshed)
        case (.storing(let attempts), .storeFailed):
            state =
                attempts + 1 >= limits.storeAttemptsMax ? .done(.notStored) : .waitingToStore(attempts: attempts + 1)
        case (.waitingToStore(let attempts), .paused): state = .storing(attempts: attempts)
        case (.recording(let misfortune), .failureRecorded(true)): state = .done(.failed(misfortune))
        // The token that failed is not the stored one any more: its failure says nothing.
        case (.recording, .failureRecorded(false)): state = .done(.refreshed)
        default: break
        }
    }

    private static func state(after answer: Answer, wasInterrupted: Bool) -> State {
        switch answer {
        case .granted: .storing(attempts: 0)
        case .rejected(let message):
            .recording(
                Misfortune(
                    reason: wasInterrupted ? .answerLost : .rejected, message: message, retryAfter: nil,
                    keepsMark: false))
        case .credentialRejected(let message, let retryAfter):
            .recording(
                Misfortune(
                    reason: .credentialRejected, message: message, retryAfter: retryAfter, keepsMark: false))
        case .nothingToAskWith:
            .recording(
                Misfortune(
                    reason: .noRefreshToken, message: Sentence(.noRefreshToken).description, retryAfter: nil,
                    keepsMark: false))
        case .misconfigured(let message, let retryAfter):
            .recording(
                Misfortune(
                    reason: .installation, message: message, retryAfter: retryAfter, keepsMark: wasInterrupted))
        case .unclear(let message, let retryAfter, let mayHaveBeenCarriedOut):
            .recording(
                Misfortune(
                    reason: .provider, message: message, retryAfter: retryAfter,
                    keepsMark: mayHaveBeenCarriedOut || wasInterrupted))
        }
    }
}
