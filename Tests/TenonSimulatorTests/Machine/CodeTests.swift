// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenonSimulator

/// Codes: who may exchange which, how often, and with what proof.
@Suite struct CodeTests {
    var machine = MachineFixture()

    /// RFC 7636, appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    private func request(_ change: (inout AuthorizationRequest) -> Void = { _ in }) -> AuthorizationRequest {
        var request = AuthorizationRequest(clientID: "app", redirectURI: MachineFixture.redirectURI)
        request.scope = ["read"]
        change(&request)
        return request
    }

    private mutating func exchange(
        _ code: String, client: RegisteredClient? = nil, issuer: String = "",
        redirectURI: String? = MachineFixture.redirectURI, verifier: String? = nil
    ) throws(Refusal) -> Issued {
        try machine.provider.exchange(
            code: code, client: client ?? machine.client, issuer: issuer, redirectURI: redirectURI, verifier: verifier,
            terms: Terms(), at: machine.now)
    }

    private mutating func code(_ request: AuthorizationRequest) -> String {
        machine.provider.issueCode(for: request, userName: "ada", at: machine.now)
    }

    @Test mutating func `a code gives tokens once; the second time ends what it gave`() throws {
        let code = code(request())
        let issued = try exchange(code)
        #expect(issued.scope == ["read"] && issued.userName == "ada" && machine.isGood(issued))
        #expect(throws: Refusal.usedCode) { try exchange(code) }
        #expect(!machine.isGood(issued))
        #expect(throws: Refusal.revokedGrant) { try machine.refresh(issued.refreshToken) }
        #expect(machine.provider.grant(issued.grantID)?.end == .codeReuse)
    }

    @Test mutating func `a code ends after a minute`() throws {
        let (early, late) = (code(request()), code(request()))
        machine.pass(59.9)
        #expect(try exchange(early).refreshToken != nil)
        machine.pass(0.1)
        #expect(throws: Refusal.expiredCode) { try exchange(late) }
    }

    @Test(arguments: [
        "https://app.example/callback/", "https://app.example/callback?a=b", "https://app.example/Callback",
        "https://app.example/callback/more", "http://app.example/callback", "",
    ])
    mutating func `another redirect URI is refused, however like it is`(_ address: String) {
        let code = code(request())
        #expect(throws: Refusal.wrongRedirectURI) { try exchange(code, redirectURI: address) }
    }

    @Test mutating func `a redirect URI that was named has to be named again`() throws {
        let named = code(request())
        #expect(throws: Refusal.wrongRedirectURI) { try exchange(named, redirectURI: nil) }
        let unnamed = code(request { $0.namesRedirectURI = false })
        #expect(try exchange(unnamed, redirectURI: nil).refreshToken != nil)
    }

    @Test mutating func `a code is good for its client and its issuer only`() throws {
        let code = code(request { $0.issuer = "/tenant/a" })
        #expect(throws: Refusal.foreignCode) { try exchange(code, client: machine.other, issuer: "/tenant/a") }
        #expect(throws: Refusal.foreignCode) { try exchange(code, issuer: "/tenant/b") }
        #expect(throws: Refusal.foreignCode) { try exchange(code) }
        #expect(throws: Refusal.unknownCode) { try exchange("made up") }
        // None of that used it up.
        #expect(try exchange(code, issuer: "/tenant/a").refreshToken != nil)
    }

    @Test func `the challenge of RFC 7636 is computed`() {
        #expect(ProofKey.challenge(of: CodeTests.verifier, method: .s256) == CodeTests.challenge)
        #expect(ProofKey.challenge(of: CodeTests.verifier, method: .plain) == CodeTests.verifier)
    }

    @Test(arguments: [
        (ProofKey.Method.s256, CodeTests.challenge, CodeTests.verifier, true),
        (.plain, CodeTests.verifier, CodeTests.verifier, true),
        (.s256, CodeTests.challenge, CodeTests.challenge, false),
        (.s256, CodeTests.challenge, CodeTests.verifier + "x", false),
        (.s256, CodeTests.challenge, "", false),
        (.plain, CodeTests.verifier, CodeTests.challenge, false),
        // A verifier too short to be one does not pass, though it is equal.
        (.plain, "short", "short", false),
    ])
    mutating func `a challenge is answered with its verifier alone`(
        _ method: ProofKey.Method, _ challenge: String, _ verifier: String, _ passes: Bool
    ) throws {
        let code = code(request { $0.proofKey = ProofKey(challenge: challenge, method: method) })
        if passes {
            #expect(try exchange(code, verifier: verifier).refreshToken != nil)
        } else {
            #expect(throws: Refusal.wrongVerifier) { try exchange(code, verifier: verifier) }
        }
    }

    @Test mutating func `a missing verifier is refused, and one that nobody asked for`() {
        let proven = code(request { $0.proofKey = ProofKey(challenge: CodeTests.challenge, method: .s256) })
        #expect(throws: Refusal.wrongVerifier) { try exchange(proven) }
        let plain = code(request())
        #expect(throws: Refusal.wrongVerifier) { try exchange(plain, verifier: CodeTests.verifier) }
    }

    @Test(arguments: [
        // offline, consent forced, consented before: a refresh token comes with it
        (true, true, false, true), (true, true, true, true), (true, false, false, true), (true, false, true, false),
        (false, true, false, false), (false, false, true, false),
    ])
    mutating func `Google gives a refresh token offline, and only with a consent`(
        _ isOffline: Bool, _ forcesConsent: Bool, _ before: Bool, _ given: Bool
    ) throws {
        let request = request {
            $0.profile = .google
            $0.isOffline = isOffline
            $0.forcesConsent = forcesConsent
        }
        if before { _ = code(request) }
        let code = code(request)
        #expect((try exchange(code).refreshToken != nil) == given)
    }

    @Test mutating func `granted scopes are added up where the request says so`() throws {
        _ = code(request { $0.scope = ["a"] })
        let code = code(
            request {
                $0.scope = ["b"]
                $0.includesGrantedScopes = true
            })
        #expect(Set(try exchange(code).scope) == ["a", "b"])
    }
}
