// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import ServiceLifecycle
internal import TenonEngine

/// Verifies connections from time to time; what is under way is finished before the server stops.
struct VerificationService: Service {
    let scheduler: VerificationScheduler

    func run() async throws {
        await withGracefulShutdownHandler {
            await scheduler.run()
        } onGracefulShutdown: {
            scheduler.stop()
        }
    }
}

/// Delivers to webhooks; what is under way is finished before the server stops.
struct WebhookService: Service {
    let courier: WebhookCourier

    func run() async throws {
        await withGracefulShutdownHandler {
            await courier.run()
        } onGracefulShutdown: {
            courier.stop()
        }
    }
}

/// Seals again what is sealed with old data keys; what is left when the server stops is done later, or by another one.
struct DataKeyService: Service {
    let resealer: DataKeyResealer

    func run() async throws {
        await cancelWhenGracefulShutdown { await resealer.run() }
    }
}
