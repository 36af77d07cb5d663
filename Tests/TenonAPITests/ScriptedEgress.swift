// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain

/// Third parties that say what a test tells them to.
final class ScriptedEgress: Egress {
    enum Answer: Sendable {
        case status(Int, String)
        case none(OutboundFailure)
        case mail(MailLoginOutcome)
    }

    private struct State {
        var answer = Answer.status(200, "{}")
        var script: (@Sendable (OutboundRequest) async -> Answer)?
        var requests: [OutboundRequest] = []
    }

    private let state = Mutex(State())

    /// What every request gets from now on.
    func answer(_ answer: Answer) { state.withLock { $0.answer = answer } }

    /// What each request gets from now on.
    func answer(by script: @escaping @Sendable (OutboundRequest) async -> Answer) {
        state.withLock { $0.script = script }
    }

    /// What left, in order.
    var requests: [OutboundRequest] { state.withLock { $0.requests } }

    func send(_ request: OutboundRequest) async throws -> OutboundResponse {
        let (script, standing) = state.withLock { state in
            state.requests.append(request)
            return (state.script, state.answer)
        }
        switch await script?(request) ?? standing {
        case .status(let status, let body):
            let type = OutboundResponse.Header(name: "content-type", value: "application/json")
            return OutboundResponse(status: status, headers: [type], body: Array(body.utf8))
        case .none(let failure): throw failure
        case .mail: throw OutboundFailure.unreachable(.noRoute)
        }
    }

    func logIn(_ login: MailLogin) async throws -> MailLoginOutcome {
        switch state.withLock({ $0.answer }) {
        case .mail(let outcome): return outcome
        case .none(let failure): throw failure
        case .status: throw OutboundFailure.unreachable(.noRoute)
        }
    }
}
