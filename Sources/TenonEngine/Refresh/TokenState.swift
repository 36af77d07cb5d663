// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain

/// What can be said of a connection's token by looking at it: no provider is asked.
enum TokenState {
    /// It can be used as it is.
    case good
    /// Another one is wanted.
    case wanting
    /// There is none, and asking would not help now.
    case lost(TenonError)

    /// `failed` is the version of a secret whose token was refused.
    init(
        _ connection: Connection, _ type: ConnectionType, _ minimumLifetime: Duration?, _ failed: Int64?,
        policy: RefreshPolicy, at now: Timestamp
    ) {
        let grant = connection.grant
        guard type.needsToken else {
            self = .good
            return
        }
        if connection.health == .needsReauthorization {
            let unknown = Connection.Trouble(
                reason: .rejected, message: "no reason is known", at: now, count: 1, retryAt: nil)
            self = .lost((grant.trouble ?? unknown).error(at: now))
            return
        }
        if type.needsPerson, grant.refreshedAt == nil {
            self = .lost(TenonError(.reauthorizationRequired, .notAuthorizedYet))
            return
        }
        let isRefused = failed == connection.secretVersion
        if grant.refreshedAt != nil, !isRefused, policy.isFresh(grant, for: minimumLifetime, at: now) {
            self = .good
            return
        }
        guard let trouble = grant.trouble, let retryAt = trouble.retryAt, retryAt > now else {
            self = .wanting
            return
        }
        // Cooling down: what is there is used to its end, and then the last error is the answer.
        let isUsable = grant.refreshedAt != nil && !isRefused && policy.isAlive(grant, at: now)
        self = isUsable ? .good : .lost(trouble.error(at: now))
    }
}
