// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import TenonAPI
internal import TenonCatalog
internal import TenonDomain
internal import TenonEgress
internal import TenonEngine
internal import TenonHTTP
internal import TenonObservability
internal import TenonProxy
internal import TenonSQLite
internal import TenonStore
internal import TenonVault
internal import UnixSignals

/// How a server is started.
package struct ServeOptions: Sendable {
    /// A YAML file of settings.
    package var configFile: String?
    /// Values by the name of the setting, as the command line gave them.
    package var overrides: [String: String]

    package init(configFile: String? = nil, overrides: [String: String] = [:]) {
        self.configFile = configFile
        self.overrides = overrides
    }
}

/// The server: everything is made here, and handed down.
package enum Server {
    /// How long requests in progress have after a signal to stop.
    private static let gracePeriod: Duration = .seconds(8)

    /// Serves until SIGTERM or SIGINT.
    ///
    /// The first line of standard output is `Tenon is listening on http://HOST:PORT`.
    ///
    /// - Throws: ``OperatorError`` when it cannot start.
    package static func serve(_ options: ServeOptions) async throws {
        MemoryArenas.share()
        let settings = try await Settings.read(
            flags: options.overrides, environment: ProcessInfo.processInfo.environment, file: options.configFile)
        LogSettings(level: settings.logLevel).bootstrap()
        CoreDumps.forbid()
        let lock = try await Startup.explaining {
            try DataDirectoryLock(directory: settings.data, isShared: settings.isDataShared)
        }
        defer { withExtendedLifetime(lock) {} }
        try await Startup.with(settings.database, keyRing: settings.keyRingSource) { startup in
            let catalog = CatalogSource(
                try await Startup.explaining { try Catalog(operatorFolder: settings.catalogPath) },
                definitions: SQLDefinitionStore(startup.database))
            try await Startup.explaining { _ = try await catalog.refresh() }
            let token = try await Startup.explaining { try await install(startup, settings: settings) }
            try await run(settings: settings, startup: startup, catalog: catalog, newToken: token)
        }
    }

    /// Sets up a new installation; the owner's token when a person has to be told it.
    private static func install(_ startup: Startup, settings: Settings) async throws -> Secret? {
        let installation = Installation(
            store: startup.access, vault: startup.vault, clock: Startup.clock, randomness: Startup.randomness)
        guard try await !installation.exists() else { return nil }
        do {
            let token = try await installation.create(token: settings.bootstrapToken)
            return settings.bootstrapToken == nil ? token : nil
        } catch let error as TenonError where error.code == .conflict {
            // Another server that started at the same time was faster; with its keys this one goes on.
            guard try await installation.exists() else { throw error }
            try await startup.vault.checkAll()
            return nil
        }
    }

    private static func run(
        settings: Settings, startup: Startup, catalog: CatalogSource, newToken: Secret?
    ) async throws {
        let logger = Logger(label: "tenon")
        CatalogReload.report(catalog.current, to: logger)
        let egress = try await Startup.explaining {
            do {
                return try NetworkEgress(
                    settings: settings.egress, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
            } catch let failure as OutboundFailure {
                throw OperatorError(failure.description, exitCode: OperatorError.usage)
            }
        }
        let address = PublicAddress(settings.http.publicURL.flatMap { PublicURL($0) })
        let watch = try await Startup.explaining { try startup.watch(settings) }
        let ground = House.Ground(
            database: watch.database, vault: startup.vault, egress: egress, clock: Startup.clock,
            randomness: Startup.randomness, changes: watch.changes,
            passwords: ScryptHasher(randomness: Startup.randomness), sessions: settings.sessions,
            provider: settings.provider)
        let house = House(
            on: ground, catalog: catalog, address: address, dialect: settings.dialect,
            verification: settings.verification, writesUsesFirst: settings.auditUses == .strict)
        let limiter = house.limiter(settings.http)
        let router = try await Startup.explaining {
            try house.router(settings: settings.http, table: try house.table(), limiter: limiter)
        }
        let lane = ProxyLane(
            authority: house.proxy, memory: house.memory(limiter: limiter), egress: egress, settings: settings.proxy,
            clock: Startup.clock, logger: logger)
        let application = Application(
            router: router, server: lane.server(settings.http), configuration: settings.http.application,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.http.port
                address.serverIsRunning(host: settings.http.host, port: port)
                Greeting.write(host: settings.http.host, port: port, address: address, newToken: newToken)
            },
            logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: CatalogReload(catalog: catalog, logger: logger)),
                .init(service: DefinitionWatch(catalog: catalog, changes: watch.service?.changes)),
                .init(service: RefreshService(refresher: house.refresher)),
                .init(service: RefreshSchedule(scheduler: house.scheduler)),
                .init(service: DevicePolling(authorizer: house.authorizer, logger: logger)),
                .init(service: VerificationService(scheduler: house.verificationScheduler)),
                .init(service: WebhookService(courier: house.courier)),
                .init(service: UseLogWriter(uses: house.uses, logger: logger)),
                .init(service: DataKeyService(resealer: house.resealer)),
                .init(service: lane),
                .init(service: application),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        if let service = watch.service { configuration.services.insert(.init(service: service), at: 0) }
        configuration.maximumGracefulShutdownDuration = gracePeriod
        let result: Result<Void, any Error>
        do {
            try await ServiceGroup(configuration: configuration).run()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // Nothing is lost when it fails: every change is on stable storage already.
        try? await egress.shutdown()
        if case .failure(let error) = result { throw explanation(of: error, settings: settings) }
    }

    private static func explanation(of error: any Error, settings: Settings) -> OperatorError {
        let place = "\(settings.http.host):\(settings.http.port)"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE?:
            return OperatorError(
                "The address \(place) is in use; stop what uses it, or choose another with --port.",
                exitCode: OperatorError.unavailable)
        case EACCES?:
            return OperatorError(
                "Listening on \(place) is not allowed for this user; choose a port from 1024 on.",
                exitCode: OperatorError.unavailable)
        case EADDRNOTAVAIL?:
            return OperatorError(
                "This machine does not have the address \(settings.http.host).", exitCode: OperatorError.unavailable)
        default:
            return OperatorError(
                "The server stopped: \(type(of: error)).", exitCode: OperatorError.software)
        }
    }
}
