// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// How a connection was used lately through the proxy.
public struct ConnectionUsage: Hashable, Sendable {
    /// An hour or a day in which it was used.
    public struct Bucket: Hashable, Sendable {
        /// When it began (ISO 8601).
        public var at: String
        /// How many uses ended in it.
        public var uses: Int64
        /// Of those the ones without an answer, or with 401, 403, 407, 429 or 5xx.
        public var errors: Int64

        /// Makes a bucket's body.
        public init(at: String, uses: Int64, errors: Int64) {
            self.at = at
            self.uses = uses
            self.errors = errors
        }

        package init(json: JSON) throws {
            let body = try BodyReader(json)
            at = try body.text("at")
            uses = try body.int("uses")
            errors = try body.int("errors")
        }

        package var json: JSON { ["at": .string(at), "uses": JSON(uses), "errors": JSON(errors)] }
    }

    /// A token with which it was used in the last 7 days.
    public struct Caller: Hashable, Sendable {
        /// Whose token it is.
        public var userId: Int64
        /// The person's name, or `nil` when the person is gone.
        public var userName: String?
        /// The token's number, as in the audit log.
        public var tokenId: Int64
        /// What the person called the token, or `nil` when it is gone.
        public var tokenLabel: String?
        /// How many uses there were.
        public var uses: Int64
        /// Of those the ones that failed, as in ``Bucket/errors``.
        public var errors: Int64
        /// When the last one was (ISO 8601).
        public var lastUsed: String

        /// Makes a caller's body.
        public init(
            userId: Int64, userName: String?, tokenId: Int64, tokenLabel: String?, uses: Int64, errors: Int64,
            lastUsed: String
        ) {
            self.userId = userId
            self.userName = userName
            self.tokenId = tokenId
            self.tokenLabel = tokenLabel
            self.uses = uses
            self.errors = errors
            self.lastUsed = lastUsed
        }

        package init(json: JSON) throws {
            let body = try BodyReader(json)
            userId = try body.int("userId")
            userName = try body.optionalText("userName")
            tokenId = try body.int("tokenId")
            tokenLabel = try body.optionalText("tokenLabel")
            uses = try body.int("uses")
            errors = try body.int("errors")
            lastUsed = try body.text("lastUsed")
        }

        package var json: JSON {
            [
                "userId": JSON(userId), "userName": JSON(userName), "tokenId": JSON(tokenId),
                "tokenLabel": JSON(tokenLabel), "uses": JSON(uses), "errors": JSON(errors),
                "lastUsed": .string(lastUsed),
            ]
        }
    }

    /// Of the last 48 hours those with uses, in order.
    public var hours: [Bucket]
    /// Of the last 30 days those with uses, in order.
    public var days: [Bucket]
    /// Who used it, the last first; 100 at most.
    public var callers: [Caller]

    /// Makes a usage's body.
    public init(hours: [Bucket], days: [Bucket], callers: [Caller]) {
        self.hours = hours
        self.days = days
        self.callers = callers
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        hours = try body.bodies("hours", Bucket.init(json:))
        days = try body.bodies("days", Bucket.init(json:))
        callers = try body.bodies("callers", Caller.init(json:))
    }

    package var json: JSON {
        [
            "hours": .array(hours.map(\.json)), "days": .array(days.map(\.json)),
            "callers": .array(callers.map(\.json)),
        ]
    }
}
