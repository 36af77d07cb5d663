// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain

/// Why an authorization came to nothing, in sentences for the person in front of the browser.
package struct AuthorizationProblem: Error, Sendable, Hashable {
    package enum Reason: String, Sendable, CaseIterable {
        /// The link or the `state` is unknown, ended, or was used before.
        case notFound = "not_found"
        /// Another browser began it.
        case otherBrowser = "other_browser"
        /// The answer is another provider's (RFC 9207).
        case wrongIssuer = "wrong_issuer"
        /// The provider sent an error back.
        case refused
        /// The provider did not take the code, or the token endpoint failed.
        case exchangeFailed = "exchange_failed"
        /// The provider does not accept the installation's client.
        case installation
        /// The connection was deleted meanwhile.
        case connectionGone = "connection_gone"
    }

    package let reason: Reason
    /// What happened.
    package let title: Sentence
    /// What to do about it.
    package let advice: Sentence
    /// What the third party said, or what went wrong on the way there, when anybody knows.
    package let said: Sentence?
    /// Where the person was to come back to, when it is known whose authorization it was.
    package var returnURL: String?

    private init(_ reason: Reason, _ title: Sentence, _ advice: Sentence.Name, said: Sentence? = nil) {
        self.reason = reason
        self.title = title
        self.advice = Sentence(advice)
        self.said = said
    }

    private init(_ reason: Reason, _ title: Sentence.Name, _ advice: Sentence.Name, said: Sentence? = nil) {
        self.init(reason, Sentence(title), advice, said: said)
    }

    /// All of it, as the wire says it.
    var sentences: [Sentence] { [title, advice] + [said].compactMap { $0 } }

    package static let notFound = AuthorizationProblem(.notFound, .linkEnded, .linkEndedAdvice)
    static let otherBrowser = AuthorizationProblem(.otherBrowser, .otherBrowser, .otherBrowserAdvice)
    static let wrongIssuer = AuthorizationProblem(.wrongIssuer, .wrongIssuer, .wrongIssuerAdvice)
    static let connectionGone = AuthorizationProblem(.connectionGone, .connectionGone, .connectionGoneAdvice)
    static let noCode = AuthorizationProblem(.refused, .answerIncomplete, .beginAgainAdvice)

    /// The provider sent `error` back (RFC 6749 §4.1.2.1); `description` are its own words, cleaned.
    static func refused(_ error: String, description: String) -> AuthorizationProblem {
        let said = description.isEmpty ? nil : Sentence(.providerSays, ["said": description])
        switch error {
        case "access_denied", "user_denied", "consent_required":
            return AuthorizationProblem(.refused, .denied, .deniedAdvice, said: said)
        case "invalid_scope": return AuthorizationProblem(.refused, .scopeUnknown, .scopeUnknownAdvice, said: said)
        case "unauthorized_client", "invalid_client", "unsupported_response_type", "redirect_uri_mismatch",
            "invalid_request", "bad_redirect_uri", "invalid_client_id":
            return AuthorizationProblem(.installation, .clientNotAccepted, .clientNotAcceptedAdvice, said: said)
        case "temporarily_unavailable", "server_error":
            return AuthorizationProblem(.refused, .providerBusy, .providerBusyAdvice, said: said)
        case "admin_policy_enforced", "org_internal", "access_not_configured":
            return AuthorizationProblem(.refused, .policyForbids, .policyForbidsAdvice, said: said)
        default:
            let title = Sentence(.providerRefused, ["error": error])
            return AuthorizationProblem(.refused, title, .providerRefusedAdvice, said: said)
        }
    }

    /// The token endpoint, or a request before it, did not do what was asked.
    static func failed(_ verdict: BlockRun.Verdict) -> AuthorizationProblem {
        func said(_ failure: Failure) -> Sentence { Sentence(.providerSays, ["said": failure.message]) }
        switch verdict {
        case .misconfigured(let failure):
            return AuthorizationProblem(.installation, .clientNotAccepted, .clientSecretAdvice, said: said(failure))
        case .bad(let failure):
            return AuthorizationProblem(.exchangeFailed, .noTokenGiven, .beginAgainAdvice, said: said(failure))
        case .undetermined(let failure), .pending(let failure): return failed(failure)
        case .good: return noCode
        }
    }

    static func failed(_ failure: Failure) -> AuthorizationProblem {
        AuthorizationProblem(
            .exchangeFailed, .tokenNotAsked, .tokenNotAskedAdvice,
            said: failure.sentence ?? Sentence(.whatWentWrong, ["said": failure.message]))
    }
}
