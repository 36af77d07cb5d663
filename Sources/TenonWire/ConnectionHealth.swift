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
    /// When the third party is asked next by itself (ISO 8601), or `nil`.
    public var nextVerification: String?
    /// When the credential was used last through the proxy (ISO 8601), or `nil`.
    public var lastUsed: String?
    /// Of the uses in the last 24 hours those that failed, from 0 to 1, or `nil` without any.
    public var errorRate: Double?
    /// How it was used lately, or `nil` when the server did not say.
    public var usage: ConnectionUsage?

    /// Makes a health's body.
    public init(
        status: String, reason: String, lastVerified: String?, lastRefreshed: String?, nextRefresh: String?,
        tokenExpires: String?, requestedScopes: [String], grantedScopes: [String], missingScopes: [String],
        trouble: Trouble?, nextVerification: String? = nil, lastUsed: String? = nil, errorRate: Double? = nil,
        usage: ConnectionUsage? = nil
    ) {
        self.nextVerification = nextVerification
        self.lastUsed = lastUsed
        self.errorRate = errorRate
        self.usage = usage
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
        nextVerification = try body.optionalText("nextVerification")
        lastUsed = try body.optionalText("lastUsed")
        errorRate = body.value("errorRate")?.double
        usage = try body.optionalBody("usage", ConnectionUsage.init(json:))
    }

    package var json: JSON {
        [
            "status": .string(status), "reason": .string(reason), "lastVerified": JSON(lastVerified),
            "lastRefreshed": JSON(lastRefreshed), "nextRefresh": JSON(nextRefresh),
            "tokenExpires": JSON(tokenExpires), "requestedScopes": JSON(requestedScopes),
            "grantedScopes": JSON(grantedScopes), "missingScopes": JSON(missingScopes),
            "trouble": trouble?.json ?? .null, "nextVerification": JSON(nextVerification),
            "lastUsed": JSON(lastUsed), "errorRate": errorRate.flatMap { JSONNumber($0) }.map(JSON.number) ?? .null,
            "usage": usage?.json ?? .null,
        ]
    }
}
