// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
package import TenonVault

/// Runs a type's verification against the third party.
package struct Verifier: Sendable {
    let vault: Vault
    let egress: any Egress
    let clock: any WallClock
    let randomness: any Randomness

    package init(vault: Vault, egress: any Egress, clock: any WallClock, randomness: any Randomness) {
        self.vault = vault
        self.egress = egress
        self.clock = clock
        self.randomness = randomness
    }

    func verify(_ sealed: SealedConnection, type: ConnectionType) async throws -> Verification.Verdict {
        guard sealed.connection.health != .unauthorized else {
            let message = "The connection has not been authorized yet."
            return .bad(Failure(status: nil, message: message, name: .invalidAccessToken))
        }
        let opened = try await vault.open(
            sealed.secret, team: sealed.connection.teamID, row: sealed.connection.id)
        var run = type.verification(
            values: try ParameterValues(opening: opened), now: clock.now(), randomness: randomness)
        do {
            while true {
                switch run.next() {
                case .send(let request): run.receive(try await egress.send(request))
                case .logIn(let login): run.receive(try await egress.logIn(login))
                case .wait(let duration): try await Task.sleep(for: duration)
                case .done(let verdict): return verdict
                }
            }
        } catch let failure as OutboundFailure {
            return .undetermined(
                Failure(status: nil, message: failure.description, name: .connection))
        }
    }
}
