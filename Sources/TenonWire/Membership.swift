// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A person's role in a team.
public struct Membership: Hashable, Sendable {
    /// The person.
    public var userId: Int64
    /// The team.
    public var teamId: Int64
    /// `admin`, `member`, `operator` or `monitoring`; `nil` when the person is not in the team.
    public var role: String?

    /// Makes a membership's body.
    public init(userId: Int64, teamId: Int64, role: String?) {
        self.userId = userId
        self.teamId = teamId
        self.role = role
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        userId = try body.int("userId")
        teamId = try body.int("teamId")
        role = try body.optionalText("role")
    }

    package var json: JSON { ["userId": JSON(userId), "teamId": JSON(teamId), "role": JSON(role)] }
}
