// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import ServiceLifecycle
internal import TenonDomain
internal import TenonPostgres
internal import TenonStore

/// A database, and who counts its changes.
struct DatabaseWatch: Sendable {
    /// What everybody uses who changes something.
    let database: any SQLDatabase
    let changes: any ChangeCounter
    /// What has to run for that.
    let service: ChangeWatch?
}

/// Watches the changes that other processes make, and tells them of ours.
struct ChangeWatch: Service {
    let changes: SharedChanges
    /// `nil` where nobody can be told.
    let notifier: PostgresNotifier?

    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                if let notifier {
                    group.addTask { await notifier.listen { changes.lookSoon() } }
                    group.addTask { await changes.forEachCommit { await notifier.notify() } }
                }
                await changes.run()
                // Nobody ends listening but its task.
                group.cancelAll()
            }
        } onGracefulShutdown: {
            changes.stop()
        }
    }
}

/// Tells the other nodes on a PostgreSQL database that something has changed; without it they notice a little later.
struct PostgresNotifier: Sendable {
    private static let channel = "tenon_changes"

    private let database: PostgresDatabase
    private let notifications: PostgresNotifications

    init(_ database: PostgresDatabase) throws {
        self.database = database
        notifications = try PostgresNotifications(database.settings, channels: [Self.channel])
    }

    func listen(_ heard: @Sendable () -> Void) async {
        for await _ in notifications { heard() }
    }

    func notify() async {
        // Whatever it fails from: what others would have been told they find by looking.
        try? await database.notify(Self.channel, payload: "")
    }
}
