// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// An entry of the audit log.
public struct AuditEvent: Hashable, Sendable {
    /// Its place in the organization's chain, counted from 1.
    public var sequence: Int64
    /// When (ISO 8601).
    public var at: String
    /// What happened: `connection.created`, say.
    public var action: String
    /// What it happened to: `connection:12`, say.
    public var subject: String?
    /// The team it happened in, or `nil` when it is about the organization.
    public var teamId: Int64?
    /// The person who did it, or `nil` for the server itself.
    public var userId: Int64?
    /// The token that was used, or `nil` when none was.
    public var tokenId: Int64?
    /// The address it came from, or `nil`.
    public var address: String?
    /// The request it came with, as in the header `x-request-id` and the server's log, or `nil`.
    public var requestId: String?
    /// More about it, as JSON text; never a credential.
    public var details: String

    /// Makes an entry's body.
    public init(
        sequence: Int64, at: String, action: String, subject: String?, teamId: Int64? = nil, userId: Int64?,
        tokenId: Int64? = nil, address: String?, requestId: String? = nil, details: String
    ) {
        self.teamId = teamId
        self.tokenId = tokenId
        self.requestId = requestId
        self.sequence = sequence
        self.at = at
        self.action = action
        self.subject = subject
        self.userId = userId
        self.address = address
        self.details = details
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        sequence = try body.int("sequence")
        at = try body.text("at")
        action = try body.text("action")
        subject = try body.optionalText("subject")
        teamId = try body.optionalInt("teamId")
        userId = try body.optionalInt("userId")
        tokenId = try body.optionalInt("tokenId")
        requestId = try body.optionalText("requestId")
        address = try body.optionalText("address")
        details = body.value("details")?.text() ?? "{}"
    }

    package var json: JSON {
        [
            "sequence": JSON(sequence), "at": .string(at), "action": .string(action), "subject": JSON(subject),
            "teamId": JSON(teamId), "userId": JSON(userId), "tokenId": JSON(tokenId), "address": JSON(address),
            "requestId": JSON(requestId),
            "details": (try? JSONReader.read(details)) ?? .null,  // made from JSON
        ]
    }
}
