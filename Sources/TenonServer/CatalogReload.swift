// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ServiceLifecycle
internal import TenonCatalog
internal import TenonEngine
internal import UnixSignals

/// Reads the operator's definitions again on SIGHUP; a broken file leaves its last good version in use.
struct CatalogReload: Service {
    let catalog: CatalogSource
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            let (reloaded, findings) = catalog.current.reloaded()
            catalog.replace(with: reloaded)
            for finding in findings {
                logger.warning("definition refused", metadata: ["catalog.finding": "\(finding)"])
            }
            logger.notice("catalogue read again", metadata: ["catalog.types": "\(reloaded.types.count)"])
        }
    }
}
