// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON
import Testing

@testable import tenon

/// What 'tenon revoke' says afterwards.
@Suite struct RevokeCommandTests {
    private func result(_ id: Int64, _ outcome: Revocation) -> RevocationSweep.Result {
        .init(
            connection: ["id": JSON(id), "name": "N\u{1B}", "accountName": "google", "teamId": 1, "uid": "canary"],
            outcome: outcome)
    }

    @Test func `it needs a type or a team`() {
        #expect(throws: (any Error).self) { try RevokeCommand.parse(["--yes"]) }
        #expect(throws: Never.self) { try RevokeCommand.parse(["--type", "google"]) }
        #expect(throws: Never.self) { try RevokeCommand.parse(["--team", "1", "--type", "google", "--yes"]) }
    }

    @Test func `it is complete only when no token is left`() {
        func isComplete(_ outcomes: [Revocation], _ unseen: [RevocationSearch.UnseenTeam] = []) -> Bool {
            RevocationReport(results: outcomes.map { result(1, $0) }, unseenTeams: unseen).isComplete
        }
        #expect(isComplete([]))
        #expect(isComplete([.revoked, .nothingToRevoke]))
        #expect(!isComplete([.revoked, .notSupported]))
        #expect(!isComplete([.failed(reason: "No.")]))
        #expect(!isComplete([.revoked], [.init(id: 2, reason: "Permission denied.")]))
    }

    @Test func `what was not revoked comes last, with its reason`() {
        let report = RevocationReport(
            results: [result(1, .failed(reason: "It is do\u{1B}wn.")), result(2, .revoked), result(3, .notSupported)],
            unseenTeams: [.init(id: 9, reason: "No.")])
        #expect(
            report.lines == [
                "ID  NAME  TYPE    TEAM  OUTCOME        REASON",
                "2   N\u{FFFD}    google  1     revoked        -",
                "1   N\u{FFFD}    google  1     failed         It is do\u{FFFD}wn.",
                "3   N\u{FFFD}    google  1     not_supported  its type does not say how; do it at the third party",
                "Team 9 could not be looked into: No.",
            ])
        #expect(report.verdict == "2 connection(s) were not revoked. 1 team(s) could not be looked into.")
    }

    @Test func `the JSON has every connection, in its order`() {
        let report = RevocationReport(
            results: [result(1, .failed(reason: "No.")), result(2, .revoked)], unseenTeams: [])
        #expect(report.json["complete"] == false)
        let rows = report.json["revocations"]?.array ?? []
        #expect(rows.map { $0["connectionId"]?.int } == [1, 2])
        #expect(rows.map { $0["outcome"]?.string } == ["failed", "revoked"])
        #expect(rows.first?["reason"] == "No.")
        #expect(!report.json.text().contains("canary"))
    }

    @Test func `nothing found is said`() {
        #expect(RevocationReport(results: [], unseenTeams: []).lines == ["No connection matches."])
    }
}
