// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain

extension VerificationRecord {
    /// What to write down of a verdict: `nil` when the third party could not be asked.
    init?(_ verdict: BlockRun.Verdict, of connection: Connection, at now: Timestamp) {
        switch verdict {
        case .good(let identity):
            self.init(secretVersion: connection.secretVersion, health: .ok, identity: identity, at: now)
        case .bad:
            // Worse is known already of a connection that waits for a person.
            let health = connection.isOver ? connection.health : .failing
            self.init(secretVersion: connection.secretVersion, health: health, identity: .init(), at: now)
        case .undetermined, .misconfigured, .pending: return nil
        }
    }
}
