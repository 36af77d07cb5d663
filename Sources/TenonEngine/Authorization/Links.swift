// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
package import TenonJSON

/// Links by which somebody outside the team connects an account of their own.
package struct Links: Sendable {
    package static let lifetimeDefault: Duration = .seconds(7 * 24 * 3600)
    package static let lifetimeMax: Duration = .seconds(90 * 24 * 3600)

    /// A link at the only time its address is known.
    package struct Issued: Sendable {
        package let link: ConnectionLink
        package let url: Secret
    }

    /// What the page behind a link shows.
    package struct Invitation: Sendable {
        package let link: ConnectionLink
        package let type: ConnectionType
        package let teamName: String
        package let organizationName: String
    }

    /// What a client sends to make a link.
    package struct Draft: Sendable {
        package var type: String?
        package var name: String?
        package var scopes: [String]
        package var returnURL: String?
        package var expiresAt: Timestamp?
        /// Who asks, on the guest's page; the organization when `nil`.
        package var brandName: String?
        /// Of the form `#4a154b`.
        package var brandColor: String?

        package init(
            type: String?, name: String?, scopes: [String], returnURL: String?, expiresAt: Timestamp?,
            brandName: String? = nil, brandColor: String? = nil
        ) {
            self.brandName = brandName
            self.brandColor = brandColor
            self.type = type
            self.name = name
            self.scopes = scopes
            self.returnURL = returnURL
            self.expiresAt = expiresAt
        }
    }

    let store: any LinkStore
    let access: any AccessStore
    let connections: Connections
    let authorizer: Authorizer
    let origin: @Sendable () -> String
    private let attempts: LinkAttempts

    private var clock: any WallClock { connections.clock }

    package init(
        store: any LinkStore, access: any AccessStore, connections: Connections, authorizer: Authorizer,
        origin: @escaping @Sendable () -> String
    ) {
        self.store = store
        self.access = access
        self.connections = connections
        self.authorizer = authorizer
        self.origin = origin
        attempts = LinkAttempts(clock: connections.clock)
    }

    // MARK: - The team's side

    package func list(in team: TeamID, page: Page, for caller: Caller) async throws -> [ConnectionLink] {
        try caller.principal.require(.read, in: team)
        return try await store.links(in: team, page: page)
    }

    package func create(
        _ draft: Draft, in team: TeamID?, faults: Faults = Faults(), for caller: Caller
    ) async throws -> Issued {
        if let team { try caller.principal.require(.write, in: team) }
        var faults = faults
        let type = try await connections.catalog.type(named: draft.type, for: caller.organizationID)
        if draft.type != nil, type == nil { faults.add(.invalidType) }
        if let name = draft.name { DisplayName.check(name, as: "name", into: &faults) }
        if let type, !type.scopes.isEmpty {
            let known = Set(type.scopes.map(\.id)).union(type.defaultScopes)
            for scope in draft.scopes where !known.contains(scope) { faults.add(.invalidScope) }
        }
        if let url = draft.returnURL, !Authorizer.isReturnURL(url) {
            faults.invalid("returnUrl", .webURL)
        }
        if let name = draft.brandName { DisplayName.check(name, as: "brandName", into: &faults) }
        if let color = draft.brandColor, !Links.isColor(color) {
            faults.invalid("brandColor", .colour)
        }
        let now = clock.now()
        let expiresAt = draft.expiresAt ?? now.advanced(by: Links.lifetimeDefault)
        if expiresAt <= now { faults.invalid("expires", .future) }
        if expiresAt > now.advanced(by: Links.lifetimeMax) {
            faults.invalid("expires", .withinDays, ["days": "90"])
        }
        try faults.check()
        guard let team, let type else { throw TenonError.validation(.missingValue) }
        let token = Secret.randomToken(from: authorizer.randomness)
        let new = NewConnectionLink(
            teamID: team, type: type.name, name: draft.name ?? type.label, scopes: draft.scopes,
            returnURL: draft.returnURL, brandName: draft.brandName, brandColor: draft.brandColor?.lowercased(),
            tokenHash: token.sha256, createdBy: caller.principal.user.id, createdAt: now,
            expiresAt: expiresAt)
        let link = try await store.insert(
            new,
            audit: caller.audit(
                .linkCreated, team: team, subject: nil,
                details: ["name": .string(new.name), "type": .string(new.type)], at: now))
        return Issued(link: link, url: Secret("\(origin())/connect/\(token.reveal())"))
    }

    private static func isColor(_ text: String) -> Bool {
        text.utf8.count == 7 && text.hasPrefix("#")
            && text.utf8.dropFirst().allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"):
                    true
                default: false
                }
            }
    }

    package func delete(_ id: LinkID, for caller: Caller) async throws {
        guard let link = try await store.link(id), caller.principal.sees(link.teamID) else {
            throw TenonError.notFound("Link")
        }
        try caller.principal.require(.write, in: link.teamID)
        let audit = caller.audit(
            .linkDeleted, team: link.teamID, subject: "link:\(id)", details: ["name": .string(link.name)],
            at: clock.now())
        guard try await store.delete(id, in: link.teamID, audit: audit) else { throw TenonError.notFound("Link") }
    }

    // MARK: - The guest's side

    /// What the link is for.
    ///
    /// - Throws: ``AuthorizationProblem`` when it is unknown or has ended.
    package func invitation(token: Secret) async throws -> Invitation {
        guard let link = try await store.link(tokenHash: token.sha256), link.expiresAt > clock.now(),
            let type = try await connections.catalog.type(named: link.type, for: link.organizationID),
            let team = try await access.team(link.teamID)
        else { throw AuthorizationProblem.notFound }
        let organization = try await access.organization(link.organizationID)
        return Invitation(
            link: link, type: type, teamName: team.name, organizationName: organization?.name ?? "")
    }

    /// What a guest gets for the form.
    package enum Acceptance: Sendable {
        /// The browser goes on to the provider, by this link.
        case authorize(Authorizer.Invitation)
        /// The connection is stored; whether its credential is good, or nobody knows.
        case connected(Connection, isGood: Bool?)
        /// The third party does not accept what was entered: nothing is stored, and the link is as good as before.
        case refused(Failure)
    }

    /// Makes the connection with what the guest entered, once, or lets the guest go on where the first attempt ended.
    ///
    /// The connection belongs to whoever made the link.
    package func accept(token: Secret, values: JSONObject, address: String?) async throws -> Acceptance {
        let invitation = try await invitation(token: token)
        let (link, type) = (invitation.link, invitation.type)
        let guest = try await guest(of: link, address: address)
        let id: ConnectionID
        if let made = link.connectionID {
            guard let connection = try await connections.store.connection(made), connection.grant.refreshedAt == nil,
                type.needsPerson
            else { throw AuthorizationProblem.notFound }
            id = made
        } else {
            let draft = Connections.Draft(name: link.name, type: link.type, scopes: link.scopes, values: values)
            if !type.needsPerson {
                try attempts.check(link.id)
                let verdict = try await connections.verify(draft, in: link.teamID, for: guest)
                if case .bad(let failure) = verdict { return .refused(failure) }
            }
            id = try await connections.create(draft, in: link.teamID, for: guest).connection.id
            guard try await store.use(link.id, for: id, in: link.teamID) else {
                try await connections.delete(id, isConfirmed: true, for: guest)
                throw AuthorizationProblem.notFound
            }
        }
        guard type.needsPerson else {
            let verdict = try await connections.verify(id, for: guest)
            return .connected(try await connections.connection(id, for: guest).connection, isGood: verdict.isGood)
        }
        return .authorize(
            try await authorizer.invite(to: id, scopes: [], returnURL: link.returnURL, for: guest))
    }

    /// The maker of the link, with no more than making this connection takes.
    private func guest(of link: ConnectionLink, address: String?) async throws -> Caller {
        guard let maker = try await access.user(link.createdBy) else { throw AuthorizationProblem.notFound }
        let roles = try await access.memberships(of: maker.id)
        guard let role = roles.first(where: { $0.teamID == link.teamID })?.role, role.permissions.contains(.write)
        else { throw AuthorizationProblem.notFound }
        let token = APIToken(
            id: TokenID(0), userID: maker.id, label: "link", scopes: [.connectionsWrite], createdAt: link.createdAt,
            expiresAt: link.expiresAt, lastUsedAt: nil, revokedAt: nil, hint: "")
        let principal = Principal(user: maker, token: token, roles: [link.teamID: role])
        return Caller(principal: principal, address: address, requestID: "link-\(link.id)", isGuest: true)
    }
}

extension BlockRun.Verdict {
    /// Whether the credential is good; `nil` when nobody said.
    package var isGood: Bool? {
        switch self {
        case .good: true
        case .bad: false
        case .undetermined, .misconfigured, .pending: nil
        }
    }
}
