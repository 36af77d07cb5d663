// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird

/// What every answer to a browser forbids.
enum PageSecurity {
    /// Which pages the browser may send a page's forms to, redirects included.
    enum Forms {
        /// Ours only.
        case own
        /// A form here may lead on to a provider's page.
        case providers
    }

    /// Nothing but our own style sheets and scripts, no frames, and no address of ours told to anybody.
    ///
    /// A popup that we open keeps its opener, so that it can say when it is done.
    static func apply(to response: inout Response, forms: Forms = .own, isShell: Bool = true) {
        let targets = forms == .own ? "'self'" : "'self' https: http:"
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action \(targets); base-uri 'none'; frame-ancestors 'none'"
        response.headers[.xFrameOptions] = "DENY"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.resourcePolicy] = "same-origin"
        guard isShell else {
            // The address may hold a token.
            response.headers[.referrerPolicy] = "no-referrer"
            return
        }
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.openerPolicy] = "same-origin-allow-popups"
    }
}

extension HTTPField.Name {
    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no header name") }
        return name
    }

    fileprivate static let referrerPolicy = constant("Referrer-Policy")
    fileprivate static let xFrameOptions = constant("X-Frame-Options")
    fileprivate static let openerPolicy = constant("Cross-Origin-Opener-Policy")
    fileprivate static let resourcePolicy = constant("Cross-Origin-Resource-Policy")
}
