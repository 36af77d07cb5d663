// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// How a connection fares, and why.
public struct ConnectionHealth: Hashable, Sendable {
    /// What went wrong last, until it goes right again.
    public struct Trouble: Hashable, Sendable {
        /// `rejected`, `answer_lost`, `no_refresh_token`, `revoked`, `installation` or `provider`.
        public var reason: String
        /// What the third party said.
        public var message: String
        /// When (ISO 8601).
        public var at: String
        /// How many attempts failed in a row.
        public var attempts: Int64
        /// When it is tried again (ISO 8601), or `nil` when only a person can help.
        public var retryAt: String?

        /// Makes a trouble's body.
        public init(reason: String, message: String, at: String, attempts: Int64, retryAt: String?) {
            self.reason = reason
            self.message = message
            self.at = at
            self.attempts = attempts
            self.retryAt = retryAt
        }

        package init(json: JSON) throws {
            let body = try BodyReader(json)
            reason = try body.text("reason")
            message = try body.text("message")
            at = try body.text("at")
            attempts = try body.int("attempts")
            retryAt = try body.optionalText("retryAt")
        }

        package var json: JSON {
            [
                "reason": .string(reason), "message": .string(message), "at": .string(at), "attempts": JSON(attempts),
                "retryAt": JSON(retryAt),
            ]
        }
    }

    /// `ok`, `unauthorized`, `failing`, `needs_reauthorization` or `unknown`.
    public var status: String
    /// The status in a sentence, with what to do.
    public var reason: String
    /// The last verification (ISO 8601), or `nil`.
    public var lastVerified: String?
    /// When the token was obtained (ISO 8601), or `nil`.
    public var lastRefreshed: String?
    /// When the token is refreshed next (ISO 8601), or `nil`.
    public var nextRefresh: String?
    /// When the token ends (ISO 8601), or `nil` when nobody knows.
    public var tokenExpires: String?
    /// Scopes that were asked for.
    public var requestedScopes: [String]
    /// Scopes that were granted.
    public var grantedScopes: [String]
    /// Scopes that were asked for and not granted, or found lacking in use.
    public var missingScopes: [String]
    /// What went wrong last, or `nil`.
    public var trouble: Trouble?

    /// Makes a health's body.
    public init(
        status: String, reason: String, lastVerified: String?, lastRefreshed: String?, nextRefresh: String?,
        tokenExpires: String?, requestedScopes: [String], grantedScopes: [String], missingScopes: [String],
        trouble: Trouble?
    ) {
        self.status = status
        self.reason = reason
        self.lastVerified = lastVerified
        self.lastRefreshed = lastRefreshed
        self.nextRefresh = nextRefresh
        self.tokenExpires = tokenExpires
        self.requestedScopes = requestedScopes
        self.grantedScopes = grantedScopes
        self.missingScopes = missingScopes
        self.trouble = trouble
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        status = try body.text("status")
        reason = try body.text("reason")
        lastVerified = try body.optionalText("lastVerified")
        lastRefreshed = try body.optionalText("lastRefreshed")
        nextRefresh = try body.optionalText("nextRefresh")
        tokenExpires = try body.optionalText("tokenExpires")
        requestedScopes = try body.texts("requestedScopes")
        grantedScopes = try body.texts("grantedScopes")
        missingScopes = try body.texts("missingScopes")
        trouble = try body.optionalBody("trouble", Trouble.init(json:))
    }

    package var json: JSON {
        [
            "status": .string(status), "reason": .string(reason), "lastVerified": JSON(lastVerified),
            "lastRefreshed": JSON(lastRefreshed), "nextRefresh": JSON(nextRefresh),
            "tokenExpires": JSON(tokenExpires), "requestedScopes": JSON(requestedScopes),
            "grantedScopes": JSON(grantedScopes), "missingScopes": JSON(missingScopes),
            "trouble": trouble?.json ?? .null,
        ]
    }
}
