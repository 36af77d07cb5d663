// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ServiceLifecycle
internal import TenonEngine

/// Carries out refreshes; those under way are finished before the server stops.
struct RefreshService: Service {
    let refresher: Refresher

    func run() async throws {
        await withGracefulShutdownHandler {
            await refresher.run()
        } onGracefulShutdown: {
            refresher.stop()
        }
    }
}

/// Refreshes ahead of time what ends soon.
struct RefreshSchedule: Service {
    let scheduler: RefreshScheduler

    func run() async throws {
        await withGracefulShutdownHandler {
            await scheduler.run()
        } onGracefulShutdown: {
            scheduler.stop()
        }
    }
}

/// Asks for authorizations on other devices, and forgets those that have ended.
struct DevicePolling: Service {
    private static let interval: Duration = .seconds(1)

    let authorizer: Authorizer
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    try await authorizer.pollDevices()
                } catch {
                    logger.warning(
                        "device authorizations cannot be read", metadata: ["error.type": "\(type(of: error))"])
                }
                try await Task.sleep(for: Self.interval)
            }
        }
    }
}
