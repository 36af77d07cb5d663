// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension Connections {
    /// How a connection fares: what is stored of it, and how it was used.
    package struct HealthReport: Sendable {
        package let view: ConnectionView
        package let usage: ConnectionUsage
        /// When the third party is asked next by itself; `nil` when that is not planned.
        package let nextCheckAt: Timestamp?
        package let at: Timestamp

        package var connection: Connection { view.connection }

        /// Uses that failed among those of the last 24 hours, from 0 to 1; `nil` without any.
        package var errorRate: Double? {
            let since = at.advanced(by: .seconds(-24 * 3600))
            let recent = usage.hours.filter { $0.start >= since }
            let uses = recent.reduce(0) { $0 + $1.uses }
            return uses == 0 ? nil : Double(recent.reduce(0) { $0 + $1.failures }) / Double(uses)
        }
    }

    /// From what is on record; no third party is asked.
    package func health(of id: ConnectionID, for caller: Caller) async throws -> HealthReport {
        let connection = try await visible(id, for: caller)
        try caller.principal.require(.read, in: connection.teamID)
        let now = clock.now()
        return HealthReport(
            view: try await view(connection), usage: try await usage.usage(of: id, in: connection.teamID, at: now),
            nextCheckAt: try await checks.nextCheck(of: id, in: connection.teamID), at: now)
    }
}
