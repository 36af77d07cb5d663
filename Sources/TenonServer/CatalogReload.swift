// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ServiceLifecycle
internal import TenonCatalog
internal import TenonEngine
internal import TenonStore
internal import UnixSignals

/// Reads the operator's definitions again on SIGHUP; a broken file leaves its last good version in use.
struct CatalogReload: Service {
    let catalog: CatalogSource
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            for finding in catalog.reloadFiles() {
                logger.warning("definition refused", metadata: ["catalog.finding": "\(finding)"])
            }
            let current = catalog.current
            logger.notice("catalogue read again", metadata: ["catalog.types": "\(current.types.count)"])
            Self.report(current, to: logger)
        }
    }

    /// Says which published definitions this version of the server cannot use, and why.
    static func report(_ catalog: Catalog, to logger: Logger) {
        for (app, version, errors) in catalog.publications.broken {
            logger.warning(
                "published definition cannot be used",
                metadata: [
                    "app.name": "\(app)", "app.version": "\(version)",
                    "catalog.finding": "\(errors.map(\.description).joined(separator: "; "))",
                ])
        }
    }
}

/// Takes up what other processes publish, soon after they did.
///
/// Nothing depends on it: what is asked for and not known is looked for then.
struct DefinitionWatch: Service {
    let catalog: CatalogSource
    /// `nil` where no other process changes the database.
    let changes: SharedChanges?

    func run() async throws {
        guard let changes else { return try await gracefulShutdown() }
        await withGracefulShutdownHandler {
            await changes.forEachSighting {
                // A database that is away is asked again after the next change, or when something is not known.
                _ = try? await catalog.refresh()
            }
        } onGracefulShutdown: {
            changes.stop()
        }
    }
}
