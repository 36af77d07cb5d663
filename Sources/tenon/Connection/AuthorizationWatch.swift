// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonClient
import TenonJSON

/// Looks at a connection's events until a person has answered, or the link has ended.
///
/// Health would not do: a connection that is authorized again was good before.
struct AuthorizationWatch {
    enum Outcome: Equatable {
        case authorized
        /// The reason's word, when the event has one.
        case failed(String?)
        /// Nobody answered in time.
        case ended
    }

    /// How often it looks.
    private static let interval: Duration = .seconds(2)
    /// How long past the link's end an answer under way is waited for.
    private static let grace: Duration = .seconds(10)
    /// The most that is waited for a link whose end is not known.
    private static let patienceMax: Duration = .seconds(3600)
    private static let eventsMax = 100

    let client: TenonClient
    let connection: Int64

    func outcome(of link: AuthorizationLink) async throws -> Outcome {
        var events = try await events()
        // The newest beginning is this link's: it was made a moment ago.
        let beginning = events.first { $0.action == "connection.authorization_started" }
        let deadline = ContinuousClock.now.advanced(by: Self.patience(from: beginning?.at, to: link.expires))
        while true {
            if let outcome = Self.outcome(in: events, after: beginning?.sequence ?? 0) { return outcome }
            guard ContinuousClock.now < deadline else { return .ended }
            try await Task.sleep(for: Self.interval)
            events = try await self.events()
        }
    }

    private func events() async throws -> [AuditEvent] {
        try await client.events(ofConnection: connection, limit: Self.eventsMax)
    }

    /// What came of it, in events of which the newest are first; `nil` when nothing has yet.
    static func outcome(in events: [AuditEvent], after sequence: Int64) -> Outcome? {
        for event in events where event.sequence > sequence {
            switch event.action {
            case "connection.authorized": return .authorized
            case "connection.authorization_failed":
                // Details that are no JSON have no reason.
                return .failed((try? JSONReader.read(event.details))?["reason"]?.string)
            default: continue
            }
        }
        return nil
    }

    /// How long to wait, by the server's clock: this machine's may be wrong.
    static func patience(from beginning: String?, to end: String) -> Duration {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        // Moments that cannot be read leave the longest wait.
        guard let beginning, let from = try? Date(beginning, strategy: style), let to = try? Date(end, strategy: style)
        else { return patienceMax }
        return min(max(.seconds(to.timeIntervalSince(from)), .zero) + grace, patienceMax)
    }
}
