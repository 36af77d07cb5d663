// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation
internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// An OAuth 2, OpenID Connect, OAuth 1.0a and API-key provider with an API behind it, that behaves as badly as asked.
///
/// It is for tests and trials: people, secrets and keys are made up, and everything is in memory and bounded. In a test,
/// ``withRunning(_:_:)`` gives one on a free port; ``run()`` makes it a service of a group.
package final class Simulator: Service {
    package struct Settings: Sendable {
        package var host = "127.0.0.1"
        /// 0 takes a free one.
        package var port = 0
        package var clients: [RegisteredClient] = [.standard]
        package var users: [User] = User.standard
        package var switches = Switches()
        package var limits = ProviderState.Limits()
        /// Connections at a time; more wait.
        package var connectionsMax = 4_096
        /// What time it is; a test may let it stand still, or jump.
        package var clock: @Sendable () -> Date = { Date() }
        package var logger = Logger(label: "tenon.simulator") { _ in SwiftLogNoOpLogHandler() }

        package init() {}
    }

    private let settings: Settings
    private let world: Mutex<World>
    private let address = Mutex<String?>(nil)
    private let onListening: @Sendable (String) -> Void

    /// Makes one that does not listen yet; `onListening` is told the base URL as soon as it does.
    package init(_ settings: Settings = Settings(), onListening: @escaping @Sendable (String) -> Void = { _ in }) {
        self.settings = settings
        self.onListening = onListening
        world = Mutex(Simulator.world(settings))
    }

    private static func world(_ settings: Settings) -> World {
        World(
            provider: ProviderState(clients: settings.clients, users: settings.users, limits: settings.limits),
            switches: SwitchBoard(settings.switches), fresh: { world(settings) })
    }

    /// `http://HOST:PORT`; `nil` until it listens.
    package var baseURL: String? { address.withLock { $0 } }

    // MARK: - Running

    /// Answers requests until the service group is shut down.
    package func run() async throws {
        let router = Router(context: SimulatorContext.self)
        router.addMiddleware { UnknownPathMiddleware(simulator: self) }
        let responder = Responder(simulator: self)
        for endpoint in Endpoint.all {
            router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
                try await responder.respond(request, context, endpoint)
            }
        }
        let application = Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(120))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.connectionsMax)),
            onServerRunning: { [self] channel in
                let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
                let url = "http://\(host):\(channel.localAddress?.port ?? settings.port)"
                address.withLock { $0 = url }
                onListening(url)
            },
            logger: settings.logger)
        do {
            try await application.run()
        } catch let error as IOError {
            throw SimulatorError(error, host: settings.host, port: settings.port)
        }
    }

    /// How long requests in progress have once it is told to stop.
    private static let stopDuration: Duration = .seconds(2)

    private func group(signals: [UnixSignal] = []) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: [self], gracefulShutdownSignals: signals, logger: settings.logger)
        configuration.maximumGracefulShutdownDuration = Simulator.stopDuration
        return ServiceGroup(configuration: configuration)
    }

    /// Answers requests until SIGTERM or SIGINT.
    package func runUntilSignalled() async throws { try await group(signals: [.sigterm, .sigint]).run() }

    /// Runs a simulator while `body` runs, which is given it and its base URL, and stops it then.
    ///
    /// Listens on a free port of loopback, unless the settings say otherwise.
    package static func withRunning<Result>(
        _ settings: Settings = Settings(), isolation: isolated (any Actor)? = #isolation,
        _ body: (Simulator, String) async throws -> Result
    ) async throws -> Result {
        let (addresses, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(1))
        let simulator = Simulator(settings) { continuation.yield($0) }
        let group = simulator.group()
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            var iterator = addresses.makeAsyncIterator()
            guard let url = await iterator.next(isolation: isolation) else {
                try await tasks.waitForAll()
                throw SimulatorError("The simulator stopped before it listened.")
            }
            let result = try await body(simulator, url)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }

    // MARK: - Answering

    func now() -> Date { settings.clock() }

    /// The address that the client used, when it is one; else the one that is listened on.
    func origin(authority: String?) -> String {
        let isPlain = authority?.utf8.allSatisfy { byte in
            Character(UnicodeScalar(byte)).isASCIILetterOrDigit || ".-:[]".utf8.contains(byte)
        }
        if let authority, isPlain == true, !authority.isEmpty, authority.utf8.count <= 255 {
            return "http://\(authority)"
        }
        return baseURL ?? "http://\(settings.host)"
    }

    /// The switches and faults of one request.
    func behaviour(
        for exchange: Exchange, at endpoint: EndpointName
    ) throws(Switches.Misspelling) -> (Switches, [Fault]) {
        let words = exchange.headers[.simulate] ?? exchange.query["simulate"]
        var once = Switches()
        if let words, !endpoint.isAdministrative { once = try Switches(words: words) }
        return world.withLock { world in
            let client = world.client(of: exchange)
            return world.switches.behaviour(
                at: endpoint, grantType: exchange.grantType, clientID: client, once: once)
        }
    }

    func answer(_ endpoint: Endpoint, to exchange: Exchange, isDropped: Bool) -> Reply {
        world.withLock { world in
            let reply = endpoint.answer(exchange, &world)
            world.record(reply, endpoint: endpoint.name, exchange: exchange, isDropped: isDropped)
            return reply
        }
    }

    func record(_ reply: Reply, endpoint: EndpointName, exchange: Exchange?, isDropped: Bool) {
        world.withLock { $0.record(reply, endpoint: endpoint, exchange: exchange, isDropped: isDropped) }
    }

    // MARK: - What a test may do and see

    /// What was seen since the start, or since ``reset()``.
    package var counters: Counters { world.withLock { $0.snapshot } }

    /// The last requests, oldest first.
    package var requests: [RequestRecord] { world.withLock { $0.log.records } }

    /// Every grant that is remembered, oldest first.
    package var grants: [Grant] { world.withLock { $0.provider.allGrants } }

    /// Replaces the switches of all clients, or of one; faults that count start again.
    package func set(_ switches: Switches, forClient clientID: String? = nil) {
        world.withLock { _ = $0.switches.set(switches, for: clientID, restartsFaults: true) }
    }

    /// Takes grants back, as a person does at the provider; says how many were alive.
    @discardableResult
    package func revoke(_ revocation: Revocation) -> Int { world.withLock { $0.provider.revoke(revocation) } }

    package func register(_ client: RegisteredClient) { world.withLock { $0.provider.register(client) } }
    package func register(_ user: User) { world.withLock { $0.provider.register(user) } }

    /// A grant without a browser, as if the person had walked through the pages; `nil` when there is no such client.
    package func grant(
        to clientID: String, userName: String, scope: [String], issuer: String = "", profile: Profile = .standard
    ) -> Issued? {
        let now = now()
        return world.withLock { world in
            guard let client = world.provider.client(clientID) else { return nil }
            let switches = world.switches.common.overlaid(with: world.switches.ofClients[clientID] ?? Switches())
            return world.provider.open(
                client: client, userName: userName, scope: scope, issuer: issuer, terms: switches.terms(profile),
                at: now)
        }
    }

    /// Forgets everything, and begins as it was started.
    package func reset() { world.withLock { $0 = $0.fresh() } }
}
