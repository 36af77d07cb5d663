// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonClient
import TenonJSON

/// What was and was not revoked.
struct RevocationReport {
    let results: [RevocationSweep.Result]
    let unseenTeams: [RevocationSearch.UnseenTeam]

    /// Whether no token is left that could still be good.
    var isComplete: Bool { unseenTeams.isEmpty && results.allSatisfy(\.outcome.isComplete) }

    var verdict: String {
        let left = results.count { !$0.outcome.isComplete }
        let teams = unseenTeams.isEmpty ? "" : " \(unseenTeams.count) team(s) could not be looked into."
        return "\(left) connection(s) were not revoked.\(teams)"
    }

    /// The report for a person: what was not revoked comes last, where it is seen.
    var lines: [String] {
        guard !results.isEmpty || !unseenTeams.isEmpty else { return ["No connection matches."] }
        let ordered = results.filter(\.outcome.isComplete) + results.filter { !$0.outcome.isComplete }
        let rows = ordered.map { row(for: $0) }
        let table = rows.isEmpty ? [] : Table(columns: Self.columns + Self.outcomeColumns, rows: rows).lines
        return table + unseenTeams.map { "Team \($0.id) could not be looked into: \($0.reason)" }
    }

    var json: JSON {
        [
            "complete": .bool(isComplete), "revocations": .array(results.map { row(for: $0) }),
            "unseenTeams": .array(
                unseenTeams.map { ["teamId": JSON($0.id), "reason": .string($0.reason)] }),
        ]
    }

    /// What is about to be revoked.
    static func lines(about found: RevocationSearch.Found) -> [String] {
        Table(columns: columns, rows: found.connections.map(member)).lines
            + found.unseenTeams.map { "Team \($0.id) cannot be looked into: \($0.reason)" }
    }

    static func title(of connection: JSON) -> String {
        "connection \(Table.text(of: connection, "id")) '\(Table.text(of: connection, "name"))'"
    }

    static func words(for outcome: Revocation) -> String {
        switch outcome {
        case .revoked: "revoked"
        case .nothingToRevoke: "had nothing to revoke"
        case .notSupported: "not revoked: \(unsupported)"
        case .failed(let reason): "not revoked: \(Output.plain(reason))"
        }
    }

    private static let unsupported = "its type does not say how; do it at the third party"

    private static let columns = [
        Table.Column("ID", "connectionId"), Table.Column("NAME", "name"), Table.Column("TYPE", "accountName"),
        Table.Column("TEAM", "teamId"),
    ]
    private static let outcomeColumns = [Table.Column("OUTCOME", "outcome"), Table.Column("REASON", "reason")]

    private static func member(of connection: JSON) -> JSON {
        [
            "connectionId": connection["id"] ?? .null, "name": connection["name"] ?? .null,
            "accountName": connection["accountName"] ?? .null, "teamId": connection["teamId"] ?? .null,
        ]
    }

    private func row(for result: RevocationSweep.Result) -> JSON {
        var row = Self.member(of: result.connection).object ?? [:]
        let (outcome, reason): (String, String?) =
            switch result.outcome {
            case .revoked: ("revoked", nil)
            case .nothingToRevoke: ("nothing_to_revoke", nil)
            case .notSupported: ("not_supported", Self.unsupported)
            case .failed(let reason): ("failed", reason)
            }
        row.append("outcome", .string(outcome))
        row.append("reason", JSON(reason))
        return .object(row)
    }
}
