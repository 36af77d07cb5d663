// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// What follows from an attempt to deliver: a pure value.
package struct DeliveryPolicy: Sendable {
    /// The pauses between the attempts, about 28 hours together; behind the last one a delivery is given up.
    static let pauses: [Duration] = [5, 30, 120, 600, 3600, 3 * 3600, 8 * 3600, 16 * 3600].map { .seconds($0) }
    /// How long every attempt may fail; then nothing more is sent until a person has looked at it.
    static let failingMax: Duration = .seconds(5 * 86_400)

    package init() {}

    /// What an attempt came to.
    package enum Answer: Sendable, Hashable {
        case status(Int, retryAfter: Duration?)
        /// In a sentence.
        case none(String)
    }

    /// `attempts` and `failingSince` are from before this attempt; `random` is from 0 to 1.
    package func result(
        of answer: Answer, event: WebhookEvent, attempts: Int, failingSince: Timestamp?, at now: Timestamp,
        random: Double
    ) -> DeliveryResult {
        let (status, error, retryAfter): (Int?, String?, Duration?)
        switch answer {
        case .status(let code, _) where (200..<300).contains(code):
            return DeliveryResult(at: now, status: code, error: nil, consequence: .delivered)
        case .status(let code, let wait):
            (status, error, retryAfter) = (code, "The receiver answered with status \(code).", wait)
        case .none(let reason): (status, error, retryAfter) = (nil, reason, nil)
        }
        return DeliveryResult(
            at: now, status: status, error: error,
            consequence: consequence(
                status: status, retryAfter: retryAfter, event: event, attempts: attempts, failingSince: failingSince,
                at: now, random: random))
    }

    private func consequence(
        status: Int?, retryAfter: Duration?, event: WebhookEvent, attempts: Int, failingSince: Timestamp?,
        at now: Timestamp, random: Double
    ) -> DeliveryResult.Consequence {
        // A person is waiting for the answer of a test, and makes another one.
        guard event != .test else { return .givenUp }
        if status == 410 { return .disabled(reason: Sentence(.receiverGone).description) }
        if let failingSince, failingSince.advanced(by: Self.failingMax) <= now {
            return .disabled(reason: "Every attempt has failed since \(failingSince.iso8601).")
        }
        guard attempts < Self.pauses.count else { return .givenUp }
        let pause = Self.pauses[attempts] * (0.8 + 0.4 * min(max(random, 0), 1))
        return .retry(at: now.advanced(by: max(pause, retryAfter ?? .zero)))
    }
}
