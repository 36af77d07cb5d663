// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
package import TenonDomain
internal import TenonJSON

/// How people come in at the console: the first owner, passwords, invitations, sessions.
///
/// Nobody learns whether an address is known, a password was wrong, or a person has none: the answer and the work are
/// the same.
package struct SignIn: Sendable {
    /// How long a session lasts.
    package struct Policy: Sendable, Hashable {
        /// Without a request.
        package var idle: Duration
        /// Whatever happens.
        package var total: Duration

        package init(idle: Duration = .seconds(12 * 3600), total: Duration = .seconds(7 * 86_400)) {
            self.idle = idle
            self.total = total
        }
    }

    /// Where a person signs in from.
    package struct Origin: Sendable {
        package let address: String?
        package let requestID: String?
        package let userAgent: String?

        package init(address: String?, requestID: String?, userAgent: String? = nil) {
            self.address = address
            self.requestID = requestID
            self.userAgent = userAgent
        }
    }

    /// A session at the only time its token is known.
    package struct Started: Sendable {
        package let user: User
        /// What the cookie holds.
        package let token: Secret
        package let lifetime: Duration
    }

    /// How much of what a browser says about itself is kept.
    static let userAgentCharactersMax = 200

    let store: any SignInStore
    let access: Access
    let audit: any AuditStore
    let hasher: any PasswordHashing
    let policy: Policy
    let clock: any WallClock
    let randomness: any Randomness
    let attempts: SignInAttempts

    package init(
        store: any SignInStore, access: Access, audit: any AuditStore, hasher: any PasswordHashing,
        policy: Policy = Policy(), clock: any WallClock, randomness: any Randomness
    ) {
        self.store = store
        self.access = access
        self.audit = audit
        self.hasher = hasher
        self.policy = policy
        self.clock = clock
        self.randomness = randomness
        attempts = SignInAttempts(clock: clock)
    }

    // MARK: - The first owner

    /// Whether nobody has a password yet: then the owner's token makes the first.
    package func needsOwner() async throws -> Bool { try await !store.hasPassword() }

    /// Gives the owner, who shows their token, a name, an address and the first password of the server.
    package func claim(
        token: Secret, name: String, email: String, password: Secret, from origin: Origin
    ) async throws -> Started {
        try attempts.check(account: "setup", address: origin.address)
        var faults = Faults()
        DisplayName.check(name, as: "name", into: &faults)
        if !Access.isEmail(email) { faults.invalid("email", .email) }
        PasswordRule.check(password, of: email, into: &faults)
        try faults.check()
        guard try await needsOwner() else {
            throw TenonError(.conflict, .setUpAlready)
        }
        guard let owner = try await access.authenticate(token: token.reveal()), owner.token.limits == nil,
            owner.user.organizationRole == .owner, owner.token.scopes == Set(APIScope.allCases)
        else { throw TenonError(.permissionDenied, .notOwnersToken) }
        let now = clock.now()
        let user = try await store.claim(
            owner.user.id, name: name, email: email, password: try await hasher.hash(password), at: now,
            audit: draft(.serverClaimed, of: owner.user, from: origin, ["email": .string(email.lowercased())], at: now))
        return try await start(user, by: .password, from: origin)
    }

    // MARK: - Signing in

    /// - Throws: ``TenonError`` `permissionDenied` when address and password do not belong together, `rateLimited` after
    ///   too many tries.
    package func signIn(email: String, password: Secret, from origin: Origin) async throws -> Started {
        let email = email.lowercased()
        try attempts.check(account: email, address: origin.address)
        // What no password can be is not hashed, and nobody has it.
        let isPossible = password.count <= PasswordRule.bytesMax
        let found = isPossible ? try await store.user(email: email) : nil
        let isRight = isPossible ? try await hasher.verify(password, against: found?.password) : false
        guard isRight, let user = found?.user else {
            try await noteRefusal(of: found?.user, from: origin)
            throw TenonError(.permissionDenied, .wrongCredentials)
        }
        attempts.succeeded(account: email, address: origin.address)
        return try await start(user, by: .password, from: origin)
    }

    /// Written for addresses that nobody has as well, so that both take the same time.
    private func noteRefusal(of user: User?, from origin: Origin) async throws {
        guard let organization = try await audit.chains().first else { return }
        try await audit.append(
            AuditDraft(
                organizationID: user?.organizationID ?? organization, teamID: nil, action: .signInFailed,
                actor: AuditActor(
                    userID: nil, tokenID: nil, address: origin.address, requestID: origin.requestID),
                subject: user.map { "user:\($0.id)" }, at: clock.now()))
    }

    func start(_ user: User, by method: Session.Method, from origin: Origin) async throws -> Started {
        let now = clock.now()
        try await store.forgetEnded(at: now)
        let token = Secret.randomToken(from: randomness)
        let session = NewSession(
            userID: user.id, method: method, tokenHash: token.sha256, createdAt: now,
            endsAt: now.advanced(by: policy.total), address: origin.address,
            userAgent: origin.userAgent.map { String($0.prefix(Self.userAgentCharactersMax)) })
        _ = try await store.insert(
            session: session,
            audit: draft(
                .signedIn, of: user, from: origin, subject: nil, ["method": .string(method.rawValue)], at: now))
        return Started(user: user, token: token, lifetime: policy.total)
    }

    // MARK: - Sessions

    /// The person behind the token, or `nil` when the session is unknown or has ended: nobody learns which.
    package func person(session token: Secret) async throws -> SignedIn? {
        guard let grant = try await store.session(tokenHash: token.sha256) else { return nil }
        let now = clock.now()
        guard grant.session.endsAt > now, isAlive(grant.session, at: now) else { return nil }
        if grant.session.seenAt.advanced(by: .seconds(60)) <= now {
            try await store.touch(session: grant.session.id, at: now)
        }
        return SignedIn(
            principal: Principal(grant), session: grant.session, formToken: SignIn.formToken(of: token))
    }

    private func isAlive(_ session: Session, at now: Timestamp) -> Bool {
        session.seenAt.advanced(by: policy.idle) > now
    }

    /// Of the session's token, so that it needs no place in the database, and of nothing else, so that nobody guesses it.
    private static func formToken(of token: Secret) -> Secret {
        let code = token.withRevealedBytes {
            HMAC<SHA256>.authenticationCode(for: Array("form".utf8), using: SymmetricKey(data: $0))
        }
        return Secret(code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }

    package func sessions(for caller: Caller) async throws -> [Session] {
        let now = clock.now()
        return try await store.sessions(of: caller.principal.user.id, at: now).filter { isAlive($0, at: now) }
    }

    /// Ends one of the caller's sessions.
    package func end(_ session: SessionID, for caller: Caller) async throws {
        let audit = caller.audit(.sessionEnded, team: nil, subject: "session:\(session)", at: clock.now())
        guard try await store.end(session: session, of: caller.principal.user.id, audit: audit) else {
            throw TenonError.notFound("Session")
        }
    }

    /// Ends all of the caller's sessions, this one too unless it is kept.
    package func endAll(keepingThis: Bool, for caller: Caller) async throws {
        let user = caller.principal.user.id
        _ = try await store.endSessions(
            of: user, keeping: keepingThis ? caller.principal.sessionID : nil,
            audit: caller.audit(
                .sessionEnded, team: nil, subject: "user:\(user)", details: ["all": true], at: clock.now()))
    }

    // MARK: - Passwords

    package func hasPassword(_ caller: Caller) async throws -> Bool {
        try await store.password(of: caller.principal.user.id) != nil
    }

    /// Replaces the caller's password, and ends all other sessions.
    package func changePassword(from current: Secret, to new: Secret, for caller: Caller) async throws {
        let user = caller.principal.user
        try attempts.check(account: user.email, address: caller.address)
        var faults = Faults()
        PasswordRule.check(new, of: user.email, into: &faults)
        try faults.check()
        let stored = try await store.password(of: user.id)
        guard current.count <= PasswordRule.bytesMax, try await hasher.verify(current, against: stored) else {
            throw TenonError(.permissionDenied, .wrongPassword)
        }
        attempts.succeeded(account: user.email, address: caller.address)
        let now = clock.now()
        try await store.setPassword(
            try await hasher.hash(new), of: user.id, keeping: caller.principal.sessionID, at: now,
            audit: caller.audit(.passwordChanged, team: nil, subject: "user:\(user.id)", at: now))
    }

    /// An entry about a person who is not signed in yet.
    func draft(
        _ action: AuditAction, of user: User, from origin: Origin, subject: String? = "user",
        _ details: JSONObject = [:],
        at now: Timestamp
    ) -> AuditDraft {
        AuditDraft(
            organizationID: user.organizationID, teamID: nil, action: action,
            actor: AuditActor(
                userID: user.id, tokenID: nil, address: origin.address, requestID: origin.requestID),
            subject: subject.map { "\($0):\(user.id)" }, details: details, at: now)
    }
}
