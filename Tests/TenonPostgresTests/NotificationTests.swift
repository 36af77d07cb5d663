// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonPostgres
import Testing

/// Notifications, on a connection of their own.
@Suite(.timeLimit(.minutes(2))) struct NotificationTests {
    @Test func `they come in order, on the channels that were asked for, and again after a break`() async throws {
        let fixture = try await Fixture()
        var events = try PostgresNotifications(fixture.settings, channels: ["Odd \"name\"", "b"]).makeAsyncIterator()
        #expect(await events.next() == .listening)
        try await fixture.database.notify("a", payload: "not for us")
        try await fixture.database.notify("b", payload: "1")
        try await fixture.database.notify("Odd \"name\"", payload: "ü")
        #expect(await events.next() == .notification(PostgresNotification(channel: "b", payload: "1")))
        #expect(await events.next() == .notification(PostgresNotification(channel: "Odd \"name\"", payload: "ü")))
        try fixture.terminateConnections()
        #expect(await events.next() == .listening, "what was said meanwhile may have been missed")
        try await fixture.database.notify("b", payload: "2")
        #expect(await events.next() == .notification(PostgresNotification(channel: "b", payload: "2")))
    }

    @Test func `listening ends with its task`() async throws {
        let fixture = try await Fixture()
        let notifications = try PostgresNotifications(fixture.settings, channels: ["c"])
        let task = Task {
            var count = 0
            for await _ in notifications { count += 1 }
            return count
        }
        try await fixture.wait(untilSomebodyRuns: "LISTEN")
        task.cancel()
        #expect(await task.value <= 1)
    }
}
