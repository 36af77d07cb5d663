// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog

/// Why an authorization came to nothing, in words for the person in front of the browser.
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
    package let title: String
    /// What to do about it.
    package let advice: String

    private init(_ reason: Reason, _ title: String, _ advice: String) {
        self.reason = reason
        self.title = title
        self.advice = advice
    }

    private static let again = "Ask for a new link and open it in one browser, within ten minutes."

    package static let notFound = AuthorizationProblem(
        .notFound, "This link is not valid any more.",
        "It was used before, has ended, or is not complete. \(again)")
    static let otherBrowser = AuthorizationProblem(
        .otherBrowser, "This answer belongs to another browser.",
        "The account was not connected. If you began in another browser or in a private window, go on there; else ask "
            + "for a new link.")
    static let wrongIssuer = AuthorizationProblem(
        .wrongIssuer, "The answer came from another provider than the one that was asked.",
        "The account was not connected. Tell the owner of this installation: the provider's settings are wrong, or "
            + "somebody tampered with the answer.")
    static let connectionGone = AuthorizationProblem(
        .connectionGone, "The connection was deleted in the meantime.",
        "The account was not connected. Make a new connection and authorize that.")
    static let noCode = AuthorizationProblem(
        .refused, "The provider's answer is not complete.", "The account was not connected. \(again)")

    /// The provider sent `error` back (RFC 6749 §4.1.2.1); `description` are its own words, cleaned.
    static func refused(_ error: String, description: String) -> AuthorizationProblem {
        let said = description.isEmpty ? "" : " The provider says: \(description)"
        switch error {
        case "access_denied", "user_denied", "consent_required":
            return AuthorizationProblem(
                .refused, "Access was not granted.",
                "Nothing has changed. If that was not what you meant, open a new link and agree there.\(said)")
        case "invalid_scope":
            return AuthorizationProblem(
                .refused, "The provider does not know a permission that was asked for.",
                "Ask for other scopes, or have the owner of this installation add them to its client.\(said)")
        case "unauthorized_client", "invalid_client", "unsupported_response_type", "redirect_uri_mismatch",
            "invalid_request", "bad_redirect_uri", "invalid_client_id":
            return AuthorizationProblem(
                .installation, "The provider does not accept this installation's client.",
                "The owner of this installation has to check client id, secret and redirect URI at the provider.\(said)"
            )
        case "temporarily_unavailable", "server_error":
            return AuthorizationProblem(
                .refused, "The provider cannot do this at the moment.", "Try again in a few minutes.\(said)")
        case "admin_policy_enforced", "org_internal", "access_not_configured":
            return AuthorizationProblem(
                .refused, "Your organization's rules at the provider forbid this.",
                "An administrator of your account there has to allow the client first.\(said)")
        default:
            return AuthorizationProblem(
                .refused, "The provider refused (\(error)).", "Nothing has changed. Try again with a new link.\(said)")
        }
    }

    /// The token endpoint, or a request before it, did not do what was asked.
    static func failed(_ verdict: BlockRun.Verdict) -> AuthorizationProblem {
        switch verdict {
        case .misconfigured(let failure):
            return AuthorizationProblem(
                .installation, "The provider does not accept this installation's client.",
                "The account was not connected. The owner of this installation has to check client id and secret. The "
                    + "provider says: \(failure.message)")
        case .bad(let failure):
            return AuthorizationProblem(
                .exchangeFailed, "The provider did not hand out a token.",
                "The account was not connected. \(again) The provider says: \(failure.message)")
        case .undetermined(let failure), .pending(let failure):
            return failed(failure)
        case .good: return noCode
        }
    }

    static func failed(_ failure: Failure) -> AuthorizationProblem {
        AuthorizationProblem(
            .exchangeFailed, "The provider could not be asked for a token.",
            "The account was not connected. Try again in a few minutes with a new link. What went wrong: "
                + failure.message)
    }
}
