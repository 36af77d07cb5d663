// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import TenonCatalog
package import TenonDomain
internal import TenonJSON

/// Signing in through the organization's OpenID provider (OpenID Connect Core §3.1, with PKCE).
///
/// Nothing is kept here between the way there and back: state, nonce and proof key are made out of a secret in the
/// browser's cookie, so that whoever comes back with another browser has none of them.
package struct ProviderSignIn: Sendable {
    package struct Settings: Sendable {
        package var issuer: String
        package var clientID: String
        package var clientSecret: Secret?
        /// What people call the provider.
        package var name: String
        /// Whether somebody whom nobody invited becomes a member of the organization.
        package var allowsSignUp: Bool

        package init(
            issuer: String, clientID: String, clientSecret: Secret?, name: String, allowsSignUp: Bool = false
        ) {
            self.issuer = issuer
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.name = name
            self.allowsSignUp = allowsSignUp
        }
    }

    package struct Departure: Sendable {
        package let url: Secret
        /// What the cookie holds.
        package let seed: Secret
    }

    /// How long a person may take at the provider.
    package static let lifetime = Duration.seconds(600)
    /// By how much the provider's clock may be wrong.
    static let skewSeconds: Int64 = 120
    /// An address that is longer is nobody's.
    private static let subjectBytesMax = 255

    package let settings: Settings
    let client: ProviderClient
    let signIn: SignIn

    package init(settings: Settings, egress: any Egress, signIn: SignIn) {
        self.settings = settings
        client = ProviderClient(settings: settings, egress: egress, clock: signIn.clock)
        self.signIn = signIn
    }

    /// The provider's page, and what the browser has to bring back.
    package func depart(to redirectURI: String) async throws -> Departure {
        let seed = Secret.randomToken(from: signIn.randomness)
        let endpoint = try await client.authorizationEndpoint()
        let verifier = Self.derived("verifier", from: seed)
        let challenge = Base64.encodeURL(verifier.withRevealedBytes { Array(SHA256.hash(data: $0)) })
        let parameters = [
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", redirectURI),
            ("scope", "openid email profile"), ("state", Self.derived("state", from: seed).reveal()),
            ("nonce", Self.derived("nonce", from: seed).reveal()), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
        let query = parameters.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let separator = endpoint.contains("?") ? "&" : "?"
        return Departure(url: Secret(endpoint + separator + query), seed: seed)
    }

    /// The person who came back, signed in.
    ///
    /// - Throws: ``TenonError`` `permissionDenied` when it is not they, or nobody knows them; `thirdPartyFailed` when the
    ///   provider does not play its part.
    package func arrive(
        query: (String) -> String?, seed: Secret?, redirectURI: String, from origin: SignIn.Origin
    ) async throws -> SignIn.Started {
        guard let seed, let state = query("state"),
            Self.derived("state", from: seed).hasSHA256(Secret(state).sha256)
        else { throw TenonError(.permissionDenied, .otherBrowserSignIn) }
        // RFC 9207: an answer of another provider is not passed off as this one's.
        if let issuer = query("iss"), issuer != settings.issuer {
            throw TenonError(.permissionDenied, .otherProviderSignIn)
        }
        guard let code = query("code") else {
            throw TenonError(
                .permissionDenied,
                query("error") == "access_denied" ? .notAgreed : .notSignedIn, ["provider": settings.name])
        }
        let token = try await client.identityToken(
            code: Secret(code), verifier: Self.derived("verifier", from: seed), redirectURI: redirectURI)
        let claims = try await client.claims(of: token)
        try check(claims, nonce: Self.derived("nonce", from: seed).reveal())
        return try await signIn.start(try await person(in: claims, from: origin), by: .provider, from: origin)
    }

    /// What the token has to say (OpenID Connect Core §3.1.3.7).
    private func check(_ claims: JSONObject, nonce: String) throws {
        let now = signIn.clock.now().milliseconds / 1000
        let audience = claims["aud"]?.string.map { [$0] } ?? claims["aud"]?.texts ?? []
        let isForUs =
            audience.contains(settings.clientID)
            && (audience.count == 1 || claims["azp"]?.string == settings.clientID)
        guard claims["iss"]?.string == settings.issuer, isForUs, claims["nonce"]?.string == nonce,
            let expiry = claims["exp"]?.seconds, expiry > now - Self.skewSeconds,
            let issued = claims["iat"]?.seconds, issued < now + Self.skewSeconds
        else { throw TenonError(.permissionDenied, .identityNotForUs, ["provider": settings.name]) }
    }

    /// Whom the claims are about: known by the subject, or the first time by an address that the provider has verified.
    private func person(in claims: JSONObject, from origin: SignIn.Origin) async throws -> User {
        guard let subject = claims["sub"]?.string, (1...Self.subjectBytesMax).contains(subject.utf8.count) else {
            throw TenonError(.thirdPartyFailed, .identityMissing, ["provider": settings.name])
        }
        let identity = ProviderIdentity(issuer: settings.issuer, subject: subject)
        if let known = try await signIn.store.user(identity: identity) { return known }
        guard let email = claims["email"]?.string, Access.isEmail(email), claims["email_verified"] == true else {
            throw TenonError(
                .permissionDenied, .emailNotVerified, ["provider": settings.name])
        }
        let user: User
        if let invited = try await signIn.store.user(email: email)?.user {
            user = invited
        } else if settings.allowsSignUp {
            user = try await signUp(email: email, name: claims["name"]?.string, from: origin)
        } else {
            throw TenonError(
                .permissionDenied, .notInvited, ["email": email])
        }
        let now = signIn.clock.now()
        try await signIn.store.insert(
            identity: identity, of: user.id, at: now,
            audit: signIn.draft(
                .identityBound, of: user, from: origin, ["issuer": .string(settings.issuer)], at: now))
        return user
    }

    private func signUp(email: String, name: String?, from origin: SignIn.Origin) async throws -> User {
        guard let organization = try await signIn.audit.chains().first else {
            throw TenonError.notFound("Organization")
        }
        let shown = name.flatMap { DisplayName.fault(in: $0) == nil ? $0 : nil } ?? email
        let now = signIn.clock.now()
        return try await signIn.access.store.insert(
            user: NewUser(
                organizationID: organization, name: shown, email: email, organizationRole: .member, createdAt: now),
            audit: AuditDraft(
                organizationID: organization, teamID: nil, action: .userCreated,
                actor: AuditActor(userID: nil, tokenID: nil, address: origin.address, requestID: origin.requestID),
                subject: nil, details: ["email": .string(email), "role": "member", "issuer": .string(settings.issuer)],
                at: now))
    }

    /// 256 bits for one purpose out of the cookie's.
    private static func derived(_ purpose: String, from seed: Secret) -> Secret {
        let code = seed.withRevealedBytes {
            HMAC<SHA256>.authenticationCode(for: Array(purpose.utf8), using: SymmetricKey(data: $0))
        }
        return Secret(Base64.hex(code))
    }
}

extension JSON {
    /// Whole seconds, also of a number with a fraction.
    fileprivate var seconds: Int64? {
        guard case .number(let number) = self else { return nil }
        return Int64(number.text.prefix { $0 != "." })
    }

    fileprivate var texts: [String]? { array?.compactMap(\.string) }
}
