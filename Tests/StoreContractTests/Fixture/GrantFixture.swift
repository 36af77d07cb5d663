// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the contracts of grants need beside the rest.
extension Fixture {
    var grants: SQLGrantStore { SQLGrantStore(database) }
    var authorizations: SQLAuthorizationStore { SQLAuthorizationStore(database) }
    var links: SQLLinkStore { SQLLinkStore(database) }
    var installations: SQLInstallationStore { SQLInstallationStore(database) }

    static func after(_ seconds: Int64) -> Timestamp { now.advanced(by: .seconds(seconds)) }

    /// Thirty-two bytes that begin with `number`.
    static func hash(_ number: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)] + [UInt8](repeating: 9, count: 30)
    }

    func box(_ text: String, version: Int64 = 1, of team: TeamID? = nil) -> SealedSecret {
        SealedSecret(keyID: DataKeyID("key-\(team ?? self.team.id)"), version: version, box: Array(text.utf8))
    }

    func begin(
        _ connection: Connection, expecting version: Int64 = 1, holder: String = "a", at seconds: Int64 = 0,
        for lease: Int64 = 6, in team: TeamID? = nil
    ) async throws -> RefreshBeginning {
        try await grants.beginRefresh(
            of: connection.id, in: team ?? connection.teamID, expecting: version, holder: holder,
            at: Self.after(seconds), until: Self.after(seconds + lease))
    }

    /// The lease, where it has to be there.
    func lease(
        _ connection: Connection, expecting version: Int64 = 1, holder: String = "a", at seconds: Int64 = 0
    ) async throws -> RefreshLease {
        let beginning = try await begin(connection, expecting: version, holder: holder, at: seconds)
        return try #require(beginning.lease, "\(beginning)")
    }

    static func token(
        at seconds: Int64 = 0, expires: Int64? = 3600, due: Int64? = 2700, scopes: [String]? = nil
    ) -> ObtainedToken {
        ObtainedToken(
            at: after(seconds), expiresAt: expires.map { after($0) }, refreshDueAt: due.map { after($0) },
            grantedScopes: scopes)
    }

    func complete(_ lease: RefreshLease, _ token: ObtainedToken = token(), text: String = "new") async throws
        -> SealedConnection?
    {
        try await grants.completeRefresh(
            lease, with: token, audit: draft(.connectionRefreshed), seal: Self.sealing(lease.teamID, text: text))
    }

    static func trouble(
        _ reason: Connection.Trouble.Reason, count: Int = 1, retry seconds: Int64? = nil
    ) -> Connection.Trouble {
        Connection.Trouble(
            reason: reason, message: "why \(reason)", at: now, count: count, retryAt: seconds.map { after($0) })
    }

    func fail(
        _ lease: RefreshLease, _ trouble: Connection.Trouble, keepsMark: Bool = false, isAudited: Bool = true
    ) async throws -> Bool {
        try await grants.failRefresh(
            lease, trouble: trouble, keepsMark: keepsMark, audit: isAudited ? draft(.connectionRefreshFailed) : nil)
    }

    @discardableResult
    func authorize(
        _ connection: Connection, expecting version: Int64 = 1, token: ObtainedToken = token(),
        requested: [String] = ["a", "b"], identity: Connection.Identity = .init(), isVerified: Bool = true,
        in team: TeamID? = nil
    ) async throws -> SealedConnection? {
        let grant = AuthorizedGrant(
            token: token, requestedScopes: requested, identity: identity, definitionVersion: 3, isVerified: isVerified)
        return try await grants.storeAuthorization(
            of: connection.id, in: team ?? connection.teamID, expecting: version, grant: grant,
            audit: draft(.connectionAuthorized), seal: Self.sealing(connection.teamID, text: "authorized"))
    }

    func current(_ connection: Connection) async throws -> SealedConnection {
        try #require(try await connections.sealedConnection(connection.id))
    }

    func count(_ table: String) async throws -> Int64 {
        try await database.read { connection in
            try connection.query("SELECT COUNT(*) AS n FROM \(table)", []).first?.value("n", as: Int64.self) ?? -1
        }
    }

    func authorization(
        _ number: Int, of connection: Connection, from seconds: Int64 = 0, to end: Int64 = 600,
        start: Authorization.Start? = nil
    ) -> Authorization {
        Authorization(
            ticketHash: Self.hash(number), connectionID: connection.id, teamID: connection.teamID,
            organizationID: connection.organizationID, userID: owner.id, requestedScopes: ["a", "b"],
            returnURL: "https://app.example/back", createdAt: Self.after(seconds), expiresAt: Self.after(end),
            start: start)
    }

    func start(_ number: Int, poll seconds: Int64? = nil) -> Authorization.Start {
        Authorization.Start(
            stateHash: Self.hash(1000 + number), browserHash: Self.hash(2000 + number), box: box("started \(number)"),
            pollAt: seconds.map { Self.after($0) })
    }

    func newLink(
        _ number: Int, name: String = "Link", in team: TeamID? = nil, brandName: String? = nil,
        brandColor: String? = nil
    ) -> NewConnectionLink {
        NewConnectionLink(
            teamID: team ?? self.team.id, type: "google", name: name, scopes: ["a"], returnURL: nil,
            brandName: brandName, brandColor: brandColor,
            tokenHash: Self.hash(3000 + number), createdBy: owner.id, createdAt: Self.now, expiresAt: Self.after(3600))
    }
}

extension RefreshBeginning {
    var lease: RefreshLease? {
        guard case .begun(let lease, _, _) = self else { return nil }
        return lease
    }

    var word: String {
        switch self {
        case .begun(_, _, let wasInterrupted): wasInterrupted ? "begun after an interruption" : "begun"
        case .held: "held"
        case .changed: "changed"
        case .gone: "gone"
        }
    }
}
