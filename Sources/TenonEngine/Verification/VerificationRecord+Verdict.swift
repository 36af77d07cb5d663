// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain

extension VerificationRecord {
    /// What to write down of a verdict: `nil` when the third party could not be asked.
    init?(_ verdict: Verification.Verdict, of connection: Connection, at now: Timestamp) {
        switch verdict {
        case .good(let identity):
            self.init(secretVersion: connection.secretVersion, health: .ok, identity: identity, at: now)
        case .bad:
            let health: Connection.Health = connection.health == .unauthorized ? .unauthorized : .failing
            self.init(secretVersion: connection.secretVersion, health: health, identity: .init(), at: now)
        case .undetermined: return nil
        }
    }
}
