// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// What a client asked of the authorization endpoint.
package struct AuthorizationRequest: Sendable {
    package let clientID: String
    /// Where the answer goes.
    package let redirectURI: String
    /// Whether the client named it, and so must name it again.
    package var namesRedirectURI = true
    package var state: String?
    package var scope: [String] = []
    /// Slack's scopes of the person, beside those of the bot.
    package var userScope: [String] = []
    package var proofKey: ProofKey?
    package var nonce: String?
    package var issuer = ""
    package var profile = Profile.standard
    /// Google's `access_type=offline`.
    package var isOffline = true
    /// Whether the person is asked although all was granted before.
    package var forcesConsent = true
    /// Google's `include_granted_scopes`.
    package var includesGrantedScopes = false
    /// What `iss` the answer has, where the request itself says so.
    var issuerAnswer: Switches.IssuerAnswer?
    /// The person that the client expects.
    package var loginHint: String?

    package init(clientID: String, redirectURI: String) {
        self.clientID = clientID
        self.redirectURI = redirectURI
    }
}

struct AuthorizationCode: Sendable {
    let request: AuthorizationRequest
    let userName: String
    let scope: [String]
    let userScope: [String]
    /// Whether a refresh token comes with it, where that depends on the asking.
    let givesRefreshToken: Bool
    let expiresAt: Date
    /// The grants that it gave, once it was used.
    var grantIDs: [GrantID]?
}

/// Who allowed what to whom: remembered, because Google gives a refresh token only the first time.
struct Consent: Hashable, Sendable {
    let profile: Profile
    let clientID: String
    let userName: String
}

extension ProviderState {
    /// The scopes that the person allowed the client before, where the profile remembers it.
    func consented(to request: AuthorizationRequest, by userName: String) -> [String]? {
        consents[Consent(profile: request.profile, clientID: request.clientID, userName: userName)]
    }

    /// A code for what the person has just allowed.
    package mutating func issueCode(
        for request: AuthorizationRequest, userName: String, scope: [String]? = nil, at now: Date
    ) -> String {
        var granted = scope ?? request.scope
        let earlier = consented(to: request, by: userName)
        if request.includesGrantedScopes {
            granted += (earlier ?? []).filter { !granted.contains($0) }
        }
        let record = AuthorizationCode(
            request: request, userName: userName, scope: granted, userScope: request.userScope,
            givesRefreshToken: request.isOffline && (earlier == nil || request.forcesConsent),
            expiresAt: now.addingTimeInterval(limits.codeSeconds))
        let key = Consent(profile: request.profile, clientID: request.clientID, userName: userName)
        consents.insert((earlier ?? []) + granted.filter { !(earlier ?? []).contains($0) }, for: key)
        let code = mint.token(request.profile == .google ? "4/" : "")
        codes.insert(record, for: code)
        return code
    }

    /// Exchanges a code (RFC 6749 §4.1.3); one that comes twice ends what it gave (§4.1.2).
    package mutating func exchange(
        code: String, client: RegisteredClient, issuer: String = "", redirectURI: String?, verifier: String?,
        terms: Terms, givesRefreshToken: Bool = true, at now: Date
    ) throws(Refusal) -> Issued {
        let record = try redeem(
            code: code, client: client, issuer: issuer, redirectURI: redirectURI, verifier: verifier, at: now)
        let issued = open(
            client: client, userName: record.userName, scope: record.scope, issuer: issuer,
            nonce: record.request.nonce, terms: terms, withRefreshToken: record.givesRefreshToken && givesRefreshToken,
            at: now)
        codes[code]?.grantIDs = [issued.grantID]
        return issued
    }

    /// Checks a code, without marking it as used.
    mutating func redeem(
        code: String, client: RegisteredClient, issuer: String, redirectURI: String?, verifier: String?, at now: Date
    ) throws(Refusal) -> AuthorizationCode {
        guard let record = codes[code] else { throw .unknownCode }
        let request = record.request
        guard request.clientID == client.id, request.issuer == issuer else { throw .foreignCode }
        if let used = record.grantIDs {
            for id in used { end(id, because: .codeReuse) }
            throw .usedCode
        }
        guard now < record.expiresAt else { throw .expiredCode }
        guard redirectURI == request.redirectURI || (redirectURI == nil && !request.namesRedirectURI) else {
            throw .wrongRedirectURI
        }
        switch (request.proofKey, verifier) {
        case (nil, nil): break
        case (let proofKey?, let verifier?) where proofKey.accepts(verifier): break
        // A verifier without a challenge is refused too: someone took the challenge away (RFC 9700 §2.1.1).
        default: throw .wrongVerifier
        }
        return record
    }
}
