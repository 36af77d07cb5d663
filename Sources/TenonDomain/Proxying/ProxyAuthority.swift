// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Decides what may go through the proxy, and how it is authenticated.
///
/// ### What an implementation promises
/// - lookUp(_:), reserve(_:) and record(_:_:) are called on event loops: they take locks for nanoseconds only,
///   and never wait.
/// - Once a change was acknowledged (a token revoked, a role taken, a secret replaced, a connection deleted),
///   lookUp(_:) does not answer from before it.
/// - Everything kept has a bound.
package protocol ProxyAuthority: Sendable {
    /// What is known without asking anybody.
    func lookUp(_ request: ProxyRequest) -> ProxyDecision

    /// Authenticates the caller, decides, opens the secret and prepares the plan; remembers it for lookUp(_:).
    ///
    /// - Throws: `TenonError` that may be shown to the caller.
    func decide(_ request: ProxyRequest) async throws -> ProxyGrant

    /// Gets a new credential, because the third party called the one of `grant` no longer good.
    ///
    /// Many exchanges may ask at once for one connection; the credential is refreshed once. When the stored credential
    /// is newer than that of `grant` already, it is handed out without asking the third party.
    func refresh(after grant: ProxyGrant, for request: ProxyRequest) async -> ProxyRefresh

    /// Makes room in the audit log for a use of the secret, before anything is sent.
    ///
    /// `false` when it could not be written down: then nothing is sent.
    func reserve(_ use: ProxyUse) -> Bool

    /// Whether each use is written down before anything is sent, so that begin(_:) has to be waited for.
    var writesBeforeUse: Bool { get }

    /// Writes a use down, for which room was made, before anything is sent.
    ///
    /// - Throws: when it could not be written; then nothing is sent.
    func begin(_ use: ProxyUse) async throws

    /// Takes note of an answer that refused a request, 401 or 403, for what it says of the connection's scopes.
    func noteRefusal(of grant: ProxyGrant, _ answer: OutboundResponse) async

    /// Writes down what became of a use for which room was made; called once for each.
    func record(_ use: ProxyUse, _ outcome: ProxyOutcome)
}

/// A request as far as deciding needs it.
package struct ProxyRequest: Sendable {
    package let token: ProxyToken
    package let connectionID: ConnectionID
    package let method: String
    /// What stands behind `/proxy/{connectionId}`, as it came and without the query: empty or from a slash on.
    package let path: String
    /// The client's address without port.
    package let clientAddress: String?
    package let requestID: String

    package init(
        token: ProxyToken, connectionID: ConnectionID, method: String, path: String, clientAddress: String?,
        requestID: String
    ) {
        self.token = token
        self.connectionID = connectionID
        self.method = method
        self.path = path
        self.clientAddress = clientAddress
        self.requestID = requestID
    }
}

package enum ProxyDecision: Sendable {
    case admitted(ProxyGrant)
    case refused(TenonError)
    /// Somebody has to be asked: ProxyAuthority/decide(_:).
    case unknown
}

package enum ProxyRefresh: Sendable {
    /// There is a newer credential; the request may be sent again.
    case renewed(ProxyGrant)
    /// There is none to be had: the third party's own answer goes to the caller.
    case unavailable
    /// The caller is told this instead.
    case refused(TenonError)
}

/// A caller's admission to a connection.
package final class ProxyGrant: Sendable {
    package let plan: UpstreamPlan
    package let connectionID: ConnectionID
    package let teamID: TeamID
    package let organizationID: OrganizationID
    package let userID: UserID
    package let tokenID: TokenID
    /// How far the caller's token is narrowed.
    package let limits: TokenLimits?
    /// Scopes that the connection is known to lack.
    package let missingScopes: [String]
    /// Of the secret that the plan was made from.
    package let secretVersion: Int64

    package init(
        plan: UpstreamPlan, connectionID: ConnectionID, teamID: TeamID, organizationID: OrganizationID, userID: UserID,
        tokenID: TokenID, limits: TokenLimits? = nil, missingScopes: [String] = [], secretVersion: Int64
    ) {
        self.plan = plan
        self.connectionID = connectionID
        self.teamID = teamID
        self.organizationID = organizationID
        self.userID = userID
        self.tokenID = tokenID
        self.limits = limits
        self.missingScopes = missingScopes
        self.secretVersion = secretVersion
    }
}

/// One use of a secret, for the audit log and the connection's last use.
package struct ProxyUse: Sendable {
    package let grant: ProxyGrant
    package let method: String
    package let clientAddress: String?
    package let requestID: String

    package init(grant: ProxyGrant, method: String, clientAddress: String?, requestID: String) {
        self.grant = grant
        self.method = method
        self.clientAddress = clientAddress
        self.requestID = requestID
    }
}

/// What became of a use.
package enum ProxyOutcome: Sendable, Hashable {
    /// The third party answered with this status.
    case answered(status: Int)
    /// It did not answer, or the caller went away first.
    case failed
}
