// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Logging
package import NIOCore
import NIOPosix
import NIOSSL
package import TenonDomain

/// The way out over the real network.
///
/// Logs what failed by host and reason; never a path, a header or a body.
package final class NetworkEgress: Egress {
    /// Threads for what blocks: lookups and reading certificates.
    static let threadCount = 4

    private let userAgent: String
    private let authorities: [NIOSSLCertificate]
    private let threads: NIOThreadPool
    private let gate: Gate
    let door: Door
    /// For channels that the proxy keeps.
    let contexts: TLSContexts
    private let http: HTTPSender
    private let mail: MailConnector
    private let logger: Logger

    /// - Throws: ``OutboundFailure/invalidRequest(_:)`` when the file of authorities cannot be read as PEM.
    package convenience init(
        settings: EgressSettings, eventLoopGroup: any EventLoopGroup, logger: Logger
    ) throws {
        try self.init(settings: settings, eventLoopGroup: eventLoopGroup, logger: logger, resolver: nil)
    }

    /// With a resolver of the test's own for the check before connecting.
    package init(
        settings: EgressSettings, eventLoopGroup: any EventLoopGroup, logger: Logger, resolver: (any AddressResolver)?
    ) throws {
        let authorities = try settings.authoritiesFile.map(NetworkEgress.authorities(inFile:)) ?? []
        let threads = NIOThreadPool(numberOfThreads: NetworkEgress.threadCount)
        threads.start()
        let door = Door(
            addresses: AddressGuard(allow: settings.allow), resolver: resolver ?? SystemResolver(threads: threads))
        let clients = ClientShelf { additional in
            HTTPSender.client(
                authorities: authorities + additional, settings: settings, door: door, group: eventLoopGroup)
        }
        self.authorities = authorities
        self.threads = threads
        self.door = door
        contexts = TLSContexts(authorities: authorities, threads: threads)
        self.logger = logger
        userAgent = settings.userAgent
        gate = Gate(
            limits: GateLimits(
                total: settings.concurrentMax, perHost: settings.concurrentPerHostMax, waiters: settings.waitersMax))
        http = HTTPSender(door: door, clients: clients, threads: threads, userAgent: settings.userAgent)
        mail = MailConnector(
            door: door, group: eventLoopGroup, threads: threads, authorities: authorities,
            connectTimeout: settings.connectTimeout)
    }

    package func send(_ request: OutboundRequest) async throws -> OutboundResponse {
        try await leave(host: request.host, port: request.port, allowed: request.allowedHosts, timeout: request.timeout)
        { [http] destination in
            try await http.send(request, to: destination)
        }
    }

    package func logIn(_ login: MailLogin) async throws -> MailLoginOutcome {
        try await leave(host: login.host, port: login.port, allowed: login.allowedHosts, timeout: login.timeout) {
            [mail] destination in
            try await mail.logIn(login, to: destination)
        }
    }

    /// Ends all connections; requests under way fail.
    package func shutdown() async throws {
        try await http.clients.shutdown()
        try await threads.shutdownGracefully()
    }

    private func leave<Answer: Sendable>(
        host: String, port: Int, allowed: [HostPattern], timeout: Duration,
        _ body: @escaping @Sendable (Destination) async throws -> Answer
    ) async throws -> Answer {
        do {
            let destination = try door.destination(host: host, port: port, allowed: allowed)
            return try await withDeadline(timeout) { [gate] in
                try await gate.withSlot(host: host.lowercased()) { try await body(destination) }
            }
        } catch {
            // The caller gave up; what the layers below made of that does not matter.
            try Task.checkCancellation()
            let failure = OutboundFailure(error, host: host)
            logger.debug(
                "request to a third party failed",
                metadata: [
                    "server.address": "\(host)", "server.port": "\(port)", "error.message": "\(failure)",
                    "error.type": "\(type(of: error))",
                ])
            throw failure
        }
    }

    private static func authorities(inFile path: String) throws -> [NIOSSLCertificate] {
        let malformed = OutboundFailure.invalidRequest(.authoritiesFile, ["path": path])
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw malformed
        }
        guard !certificates.isEmpty else { throw malformed }
        return certificates
    }
}
