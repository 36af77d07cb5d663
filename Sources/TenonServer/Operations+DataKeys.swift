// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonStore
internal import TenonVault

extension Operations {
    /// Gives the team, or all, a new data key and seals everything again with it, beside running servers.
    ///
    /// A rotation that was cut short is gone on with, without another new key, unless `evenIfUnfinished`.
    ///
    /// - Throws: ``OperatorError``; what has been sealed again by then stays so.
    package static func rotateDataKeys(
        at place: ServerPlace, team: Int64?, evenIfUnfinished: Bool,
        progress: @escaping @Sendable (ResealProgress) -> Void
    ) async throws -> DataKeyReport {
        try await withRotation(at: place, team: team) { rotation, team in
            let beginning = try await rotation.begin(in: team, evenIfUnfinished: evenIfUnfinished, actor: .system)
            let outcome = try await rotation.finish(in: team) { progress(ResealProgress($0)) }
            return DataKeyReport(beginning, outcome, try await rotation.usage(in: team))
        }
    }

    /// Drops the old data keys of the team, or of all, that nothing needs; seals again first what still needs one.
    ///
    /// Where a secret does not open, nothing is dropped.
    package static func dropDataKeys(
        at place: ServerPlace, team: Int64?, progress: @escaping @Sendable (ResealProgress) -> Void
    ) async throws -> DataKeyDropReport {
        try await withRotation(at: place, team: team) { rotation, team in
            let outcome = try await rotation.finish(in: team) { progress(ResealProgress($0)) }
            let drop = outcome.isWhole ? try await rotation.drop(in: team, actor: .system) : nil
            return DataKeyDropReport(outcome, drop)
        }
    }

    /// Every data key, by team.
    package static func dataKeys(at place: ServerPlace) async throws -> [DataKeyLine] {
        try await withRotation(at: place, team: nil) { rotation, _ in
            try await rotation.usage().map(DataKeyLine.init)
        }
    }

    private static func withRotation<Value>(
        at place: ServerPlace, team: Int64?, _ body: (DataKeyRotation, TeamID?) async throws -> Value
    ) async throws -> Value {
        try await existing(at: place) { startup in
            let team = team.map { TeamID($0) }
            if let team, try await startup.access.team(team) == nil {
                throw OperatorError("There is no team \(team).", exitCode: OperatorError.usage)
            }
            let rotation = DataKeyRotation(
                vault: startup.vault, store: SQLDataKeyStore(startup.database), clock: Startup.clock)
            return try await body(rotation, team)
        }
    }
}
