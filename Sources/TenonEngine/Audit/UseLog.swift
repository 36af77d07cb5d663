// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
package import TenonDomain
internal import TenonJSON

/// Uses of secrets on their way into the audit log.
///
/// Equal uses within a second become one entry with a count, so that a busy connection does not fill the log. When an
/// entry could not be written, there is no room for another use until it can be: what is not written down is not done.
package final class UseLog: Sendable {
    /// How long a use may wait before it is written down.
    package static let delay: Duration = .seconds(1)
    /// Kinds of uses that may wait, and uses that have begun and not ended.
    package static let waitingMax = 10_000
    /// How many entries are written in one transaction: every change of the organization waits for it meanwhile.
    static let entriesMax = 1000

    private struct Kind: Hashable {
        let organizationID: OrganizationID
        let teamID: TeamID
        let connectionID: ConnectionID
        let userID: UserID
        let tokenID: TokenID
        let address: String?
        let method: String
        let outcome: ProxyOutcome
    }

    private struct Tally {
        var count = 0
        /// Of the first one.
        let requestID: String
        let at: Timestamp
    }

    private struct Count: Hashable {
        let connection: ConnectionID
        let token: TokenID
    }

    private struct State {
        var waiting: [Kind: Tally] = [:]
        /// What is in the audit log and has not been counted.
        var uncounted: [Count: UseTally] = [:]
        var begun = 0
        var isWritable = true

        /// Takes a kind of use that is to be counted.
        mutating func expect(_ kind: Kind, _ tally: Tally) {
            let key = Count(connection: kind.connectionID, token: kind.tokenID)
            // The audit log has them all; what cannot be counted for long is not remembered for ever.
            guard uncounted[key] != nil || uncounted.count < UseLog.waitingMax else { return }
            var sum =
                uncounted[key]
                ?? UseTally(
                    teamID: kind.teamID, connectionID: kind.connectionID, userID: kind.userID, tokenID: kind.tokenID,
                    uses: 0, failures: 0, at: tally.at)
            sum.uses += tally.count
            if kind.outcome.isFailure { sum.failures += tally.count }
            sum.at = min(sum.at, tally.at)
            uncounted[key] = sum
        }
    }

    private let state = Mutex(State())
    private let store: any UseWriting
    private let clock: any WallClock
    /// Whether each use is written down before it happens (`audit.uses: strict`).
    package let isStrict: Bool

    package init(store: any UseWriting, clock: any WallClock, isStrict: Bool = false) {
        self.store = store
        self.isStrict = isStrict
        self.clock = clock
    }

    /// Whether the last attempt to write succeeded.
    package var isWritable: Bool { state.withLock { $0.isWritable } }

    /// Makes room for a use that begins.
    package func reserve() -> Bool {
        state.withLock { state in
            guard state.isWritable, state.begun + state.waiting.count < UseLog.waitingMax else { return false }
            state.begun += 1
            return true
        }
    }

    /// Writes down that a use begins, at once; what became of it follows with the others.
    package func begin(_ use: ProxyUse) async throws {
        let grant = use.grant
        let draft = AuditDraft(
            organizationID: grant.organizationID, teamID: grant.teamID, action: .connectionUseBegun,
            actor: AuditActor(
                userID: grant.userID, tokenID: grant.tokenID, address: use.clientAddress, requestID: use.requestID),
            subject: "connection:\(grant.connectionID)", details: ["method": .string(use.method)], at: clock.now())
        try await store.append([draft])
    }

    /// Takes a use for which room was made.
    package func record(_ use: ProxyUse, _ outcome: ProxyOutcome) {
        let grant = use.grant
        let kind = Kind(
            organizationID: grant.organizationID, teamID: grant.teamID, connectionID: grant.connectionID,
            userID: grant.userID, tokenID: grant.tokenID, address: use.clientAddress, method: use.method,
            outcome: outcome)
        state.withLock { state in
            state.begun -= 1
            if state.waiting[kind] != nil {
                state.waiting[kind]?.count += 1
            } else {
                state.waiting[kind] = Tally(count: 1, requestID: use.requestID, at: clock.now())
            }
        }
    }

    /// Writes down what waits, and counts what is written down.
    ///
    /// - Throws: what the store throws; then everything that is not written down waits on, and what is not counted is
    ///   counted the next time.
    package func flush() async throws {
        // Organization by organization, so that nodes that write at the same time wait for each other in one order.
        let taken = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }.sorted { ($0.key.organizationID.rawValue, $0.value.at) < ($1.key.organizationID.rawValue, $1.value.at) }
        try await write(taken[...])
        try await count()
    }

    private func write(_ taken: ArraySlice<(key: Kind, value: Tally)>) async throws {
        var rest = taken
        do {
            while !rest.isEmpty || !isWritable {
                let entries = rest.prefix(UseLog.entriesMax)
                try await store.append(entries.map(UseLog.draft))
                rest = rest.dropFirst(entries.count)
                state.withLock { state in
                    state.isWritable = true
                    for (kind, tally) in entries { state.expect(kind, tally) }
                }
            }
        } catch {
            state.withLock { state in
                state.isWritable = false
                for (kind, tally) in rest {
                    let since = state.waiting[kind]?.count ?? 0
                    state.waiting[kind] = Tally(count: tally.count + since, requestID: tally.requestID, at: tally.at)
                }
            }
            throw error
        }
    }

    /// In a transaction of its own: while rows are counted no change has to wait for the audit log.
    private func count() async throws {
        let taken = state.withLock { state in
            defer { state.uncounted = [:] }
            return state.uncounted
        }
        do {
            // In an order that is the same for everybody.
            try await store.count(
                taken.values.sorted {
                    ($0.connectionID.rawValue, $0.tokenID.rawValue) < ($1.connectionID.rawValue, $1.tokenID.rawValue)
                })
        } catch {
            state.withLock { state in
                for (key, tally) in taken { state.uncounted[key] = tally }
            }
            throw error
        }
    }

    private static func draft(_ kind: Kind, _ tally: Tally) -> AuditDraft {
        var details: JSONObject = ["method": .string(kind.method), "count": JSON(tally.count)]
        switch kind.outcome {
        case .answered(let status): details["status"] = JSON(status)
        case .failed: details["status"] = .null
        }
        return AuditDraft(
            organizationID: kind.organizationID, teamID: kind.teamID, action: .connectionUsed,
            actor: AuditActor(
                userID: kind.userID, tokenID: kind.tokenID, address: kind.address, requestID: tally.requestID),
            subject: "connection:\(kind.connectionID)", details: details, at: tally.at)
    }
}
