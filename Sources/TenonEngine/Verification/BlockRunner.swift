// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain

/// Takes a block's requests to the third party and its answers back.
struct BlockRunner: Sendable {
    /// How a run ended.
    struct Ending: Sendable {
        let verdict: BlockRun.Verdict
        /// What the run learnt, whatever the verdict.
        let run: BlockRun
        /// Why there was no answer.
        let failure: OutboundFailure?
        /// The last answer that came over HTTP.
        let response: OutboundResponse?
    }

    let egress: any Egress

    /// - Throws: only a cancellation.
    func run(_ start: BlockRun) async throws -> Ending {
        var run = start
        var response: OutboundResponse?
        do {
            while true {
                switch run.next() {
                case .send(let request):
                    let answer = try await egress.send(request)
                    response = answer
                    run.receive(answer)
                case .logIn(let login): run.receive(try await egress.logIn(login))
                case .wait(let duration): try await Task.sleep(for: duration)
                case .done(let verdict): return Ending(verdict: verdict, run: run, failure: nil, response: response)
                }
            }
        } catch let failure as OutboundFailure {
            run.receive(failure)
            guard case .done(let verdict) = run.next() else { preconditionFailure("a run ends with its failure") }
            return Ending(verdict: verdict, run: run, failure: failure, response: response)
        }
    }
}
