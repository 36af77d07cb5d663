// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
internal import TenonJSON

/// Verifying what is not stored.
extension Connections {
    /// Asks the third party about the values of a draft, which are stored nowhere; the use is in the audit log.
    ///
    /// `faults` are those the caller found already, and all come in one error. A type whose connections a person has to
    /// authorize is refused: there is no grant yet to ask about.
    package func verify(
        _ draft: Draft, in team: TeamID?, faults: Faults = Faults(), for caller: Caller
    ) async throws -> BlockRun.Verdict {
        let (team, type, values) = try await check(draft, in: team, faults: faults, for: caller)
        guard !type.needsPerson else {
            throw TenonError.validation(.needsPerson, ["type": type.name])
        }
        let verdict: BlockRun.Verdict
        do {
            var context = try await revoker.contexts.context(
                values: values, type: type, organization: caller.organizationID)
            context.scopes = Connections.merged(type.defaultScopes, draft.scopes)
            verdict = try await ask(type, in: context)
        } catch let failure as Failure {
            verdict = .undetermined(failure)
        }
        try await audit.append(
            caller.audit(
                .connectionDraftVerified, team: team, subject: nil,
                details: ["type": .string(type.name), "outcome": .string(verdict.word)], at: clock.now()))
        return verdict
    }

    /// Gets a token first where the type needs one, as the values alone allow.
    private func ask(_ type: ConnectionType, in context: RunContext) async throws -> BlockRun.Verdict {
        let runner = verifications.verifier.runner
        var context = context
        if type.needsToken {
            let ending = try await runner.run(type.run(.token, in: context))
            guard case .good = ending.verdict else { return ending.verdict.ofPresented }
            context.values = ending.run.values
        }
        return try await runner.run(type.run(.info, in: context)).verdict
    }
}

extension BlockRun.Verdict {
    /// A word for audit entries.
    fileprivate var word: String {
        switch self {
        case .good: "good"
        case .bad: "bad"
        case .undetermined, .misconfigured, .pending: "undetermined"
        }
    }

    /// The verdict on what a person entered, as the token endpoint sees it: a client that is not accepted is the person's.
    fileprivate var ofPresented: BlockRun.Verdict {
        guard case .misconfigured(let failure) = self, !failure.isAboutRequest else { return self }
        return .bad(failure)
    }
}
