// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain

/// Runs a type's verification against the third party, with a token that is good by our clock.
package struct Verifier: Sendable {
    /// What was found, and which secret was asked about.
    struct Finding: Sendable {
        let verdict: BlockRun.Verdict
        let connection: Connection
        /// Scopes that the third party said are lacking.
        var missingScopes: [String] = []
    }

    let refresher: Refresher
    let runner: BlockRunner

    package init(refresher: Refresher, egress: any Egress) {
        self.refresher = refresher
        runner = BlockRunner(egress: egress)
    }

    func verify(_ sealed: SealedConnection) async throws -> Finding {
        var sealed = sealed
        do {
            let credential = try await refresher.credential(of: sealed)
            let ending = try await ask(credential)
            guard credential.type.needsToken, let response = ending.response,
                credential.type.saysTokenEnded(response, in: credential.context)
            else { return finding(ending, credential) }
            // Once more with another token: this one may have been taken back early.
            sealed = credential.sealed
            let renewed = try await refresher.credential(
                of: sealed, replacing: credential.connection.secretVersion)
            return finding(try await ask(renewed), renewed)
        } catch let error as TenonError where [.reauthorizationRequired, .thirdPartyFailed].contains(error.code) {
            let said = error.suberrors.first
            let failure = Failure(
                status: nil, message: said?.message ?? error.detail,
                name: said.flatMap { Failure.Name(rawValue: $0.name) } ?? .invalidAccessToken,
                retryAfter: error.retryAfter)
            return Finding(
                verdict: error.code == .reauthorizationRequired ? .bad(failure) : .undetermined(failure),
                connection: sealed.connection)
        }
    }

    private func ask(_ credential: LiveCredential) async throws -> BlockRunner.Ending {
        try await runner.run(credential.type.run(.info, in: credential.context))
    }

    private func finding(_ ending: BlockRunner.Ending, _ credential: LiveCredential) -> Finding {
        Finding(
            verdict: ending.verdict, connection: credential.connection, missingScopes: ending.run.missingScopes)
    }
}
