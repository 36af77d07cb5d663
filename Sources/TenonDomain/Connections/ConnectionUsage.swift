// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// How a connection was used lately.
package struct ConnectionUsage: Sendable, Hashable {
    /// How long uses are kept by the hour, by the day, and by who used it.
    package static let hoursMax = 48
    package static let daysMax = 30
    package static let callerDaysMax = 7
    /// The most callers of one answer, those of the last uses first.
    package static let callersMax = 100

    /// An hour or a day.
    package struct Bucket: Sendable, Hashable {
        /// Its first moment, in UTC.
        package let start: Timestamp
        package let uses: Int
        /// Those that failed, as ``ProxyOutcome/isFailure`` says.
        package let failures: Int

        package init(start: Timestamp, uses: Int, failures: Int) {
            self.start = start
            self.uses = uses
            self.failures = failures
        }
    }

    /// Somebody's token, with which the connection was used.
    package struct Caller: Sendable, Hashable {
        package let userID: UserID
        /// `nil` when the person is gone.
        package let userName: String?
        package let tokenID: TokenID
        package let tokenLabel: String?
        package let uses: Int
        package let failures: Int
        package let lastAt: Timestamp

        package init(
            userID: UserID, userName: String?, tokenID: TokenID, tokenLabel: String?, uses: Int, failures: Int,
            lastAt: Timestamp
        ) {
            self.userID = userID
            self.userName = userName
            self.tokenID = tokenID
            self.tokenLabel = tokenLabel
            self.uses = uses
            self.failures = failures
            self.lastAt = lastAt
        }
    }

    package let lastUsedAt: Timestamp?
    /// Hours and days with uses, in order.
    package let hours: [Bucket]
    package let days: [Bucket]
    package let callers: [Caller]

    package init(lastUsedAt: Timestamp? = nil, hours: [Bucket] = [], days: [Bucket] = [], callers: [Caller] = []) {
        self.lastUsedAt = lastUsedAt
        self.hours = hours
        self.days = days
        self.callers = callers
    }
}

/// Uses of one connection by one token, gathered over a moment.
package struct UseTally: Sendable, Hashable {
    package let teamID: TeamID
    package let connectionID: ConnectionID
    package let userID: UserID
    package let tokenID: TokenID
    package var uses: Int
    package var failures: Int
    /// When the first of them ended.
    package var at: Timestamp

    package init(
        teamID: TeamID, connectionID: ConnectionID, userID: UserID, tokenID: TokenID, uses: Int, failures: Int,
        at: Timestamp
    ) {
        self.teamID = teamID
        self.connectionID = connectionID
        self.userID = userID
        self.tokenID = tokenID
        self.uses = uses
        self.failures = failures
        self.at = at
    }
}

/// Writes uses of secrets down.
package protocol UseWriting: Sendable {
    /// Appends the entries to the audit log, all or nothing.
    func append(_ drafts: [AuditDraft]) async throws
    /// Counts the uses, all or nothing; those of connections that are gone are not counted.
    func count(_ tallies: [UseTally]) async throws
}

package protocol UsageStore: UseWriting {
    func usage(of id: ConnectionID, in team: TeamID, at now: Timestamp) async throws -> ConnectionUsage
}

extension ProxyOutcome {
    /// Whether the use did not come to anything for a reason that concerns the connection: no answer, a credential or
    /// permission that was refused, too many requests, or a third party that is broken.
    ///
    /// A 404 or a 422, say, is between the caller and the third party.
    package var isFailure: Bool {
        switch self {
        case .failed: true
        case .answered(let status): status >= 500 || [401, 403, 407, 429].contains(status)
        }
    }
}
