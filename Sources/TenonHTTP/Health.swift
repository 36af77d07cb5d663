// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonJSON

/// Something the server cannot do its work without.
package struct ReadinessCheck: Sendable {
    package let name: String
    /// Whether the server does its work all the same, and only says what is amiss.
    package let isWarning: Bool
    /// Why it is not ready, in a sentence for operators and without secrets, or `nil`; answers within seconds.
    package let problem: @Sendable () async -> String?

    package init(name: String, isWarning: Bool = false, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.isWarning = isWarning
        self.problem = problem
    }
}

/// `/healthz` and `/readyz`: whether the process lives, and whether it can do its work.
package struct HealthRoutes: Sendable {
    private let checks: [ReadinessCheck]

    package init(checks: [ReadinessCheck]) { self.checks = checks }

    package var routes: [Route] {
        [
            Route(
                open: .get, "/healthz", summary: "Whether the process is alive",
                because: "probes hold no token, and it tells nothing", audit: .nothing(because: "a probe"),
                handler: { _ in Response(json: ["status": "alive"]) }),
            Route(
                open: .get, "/readyz", summary: "Whether the server can do its work, with reasons when not",
                because: "probes hold no token, and the reasons name no data", audit: .nothing(because: "a probe"),
                handler: { _ in try await ready() }),
        ]
    }

    private func ready() async throws -> Response {
        var problems: [TenonError.Suberror] = []
        var warnings: [String] = []
        for check in checks {
            guard let problem = await check.problem() else { continue }
            guard !check.isWarning else {
                warnings.append("\(check.name): \(problem)")
                continue
            }
            problems.append(TenonError.Suberror(message: "\(check.name): \(problem)"))
        }
        guard problems.isEmpty else {
            throw TenonError(.unavailable, "The server is not ready.", suberrors: problems)
        }
        var body: JSONObject = ["status": "ready", "checks": JSON(checks.map(\.name))]
        if !warnings.isEmpty { body.append("warnings", JSON(warnings)) }
        return Response(json: .object(body))
    }
}
