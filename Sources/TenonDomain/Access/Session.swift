// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A person's sign-in in one browser; of its token only the SHA-256 is kept.
package struct Session: Sendable, Hashable {
    /// How the person proved who they are.
    package enum Method: String, Sendable, CaseIterable {
        case password
        /// By the organization's OpenID provider.
        case provider
    }

    package let id: SessionID
    package let userID: UserID
    package let method: Method
    package let createdAt: Timestamp
    /// The last request, to the minute.
    package let seenAt: Timestamp
    /// The end, however often it is used.
    package let endsAt: Timestamp
    /// Where it began: the client's address without port.
    package let address: String?
    /// What the browser said it is, cut short.
    package let userAgent: String?

    package init(
        id: SessionID, userID: UserID, method: Method, createdAt: Timestamp, seenAt: Timestamp, endsAt: Timestamp,
        address: String?, userAgent: String?
    ) {
        self.id = id
        self.userID = userID
        self.method = method
        self.createdAt = createdAt
        self.seenAt = seenAt
        self.endsAt = endsAt
        self.address = address
        self.userAgent = userAgent
    }
}

package typealias SessionID = Identifier<Session>

package struct NewSession: Sendable {
    package let userID: UserID
    package let method: Session.Method
    /// SHA-256 of the token in the cookie.
    package let tokenHash: [UInt8]
    package let createdAt: Timestamp
    package let endsAt: Timestamp
    package let address: String?
    package let userAgent: String?

    package init(
        userID: UserID, method: Session.Method, tokenHash: [UInt8], createdAt: Timestamp, endsAt: Timestamp,
        address: String?, userAgent: String?
    ) {
        self.userID = userID
        self.method = method
        self.tokenHash = tokenHash
        self.createdAt = createdAt
        self.endsAt = endsAt
        self.address = address
        self.userAgent = userAgent
    }
}

/// Everything known about the bearer of a session, read in one go.
package struct SessionGrant: Sendable {
    package let session: Session
    package let user: User
    package let roles: [TeamID: TeamRole]

    package init(session: Session, user: User, roles: [TeamID: TeamRole]) {
        self.session = session
        self.user = user
        self.roles = roles
    }
}

/// A person who is signed in, in one request.
package struct SignedIn: Sendable {
    package let principal: Principal
    package let session: Session
    /// What every form of this session carries, so that no other site can send it.
    package let formToken: Secret

    package init(principal: Principal, session: Session, formToken: Secret) {
        self.principal = principal
        self.session = session
        self.formToken = formToken
    }
}
