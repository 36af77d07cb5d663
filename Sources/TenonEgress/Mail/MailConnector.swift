// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import TenonDomain

/// Tries a mail log-in: connects to an address that was checked, and leads the dialogue.
struct MailConnector: Sendable {
    let door: Door
    let group: any EventLoopGroup
    let threads: NIOThreadPool
    let authorities: [NIOSSLCertificate]
    let connectTimeout: Duration

    func logIn(_ login: MailLogin, to destination: Destination) async throws -> MailLoginOutcome {
        let addresses = try await door.addresses(of: destination, host: login.host)
        let context = try await tlsContext(login)
        let channel = try await connect(to: addresses, port: login.port)
        let outcome = channel.eventLoop.makePromise(of: MailLoginOutcome.self)
        return try await withTaskCancellationHandler {
            do {
                try await channel.eventLoop.submit {
                    try begin(login, to: destination, on: channel, context: context, outcome: outcome)
                }.get()
            } catch {
                outcome.fail(error)
                channel.close(promise: nil)
            }
            return try await outcome.futureResult.get()
        } onCancel: {
            outcome.fail(CancellationError())
            channel.close(promise: nil)
        }
    }

    /// On the channel's loop: the second look, then the handlers, then the first byte.
    private func begin(
        _ login: MailLogin, to destination: Destination, on channel: any Channel, context: NIOSSLContext?,
        outcome: EventLoopPromise<MailLoginOutcome>
    ) throws {
        guard door.admits(channel) else { throw ClosedAddress() }
        let makeTLS = {
            guard let context else { throw OutboundFailure.tlsFailed(.notAskedFor) }
            return try NIOSSLClientHandler(context: context, serverHostname: destination.serverName)
        }
        let pipeline = channel.pipeline.syncOperations
        if login.security == .tls { try pipeline.addHandler(makeTLS()) }
        try pipeline.addHandler(MailHandler(MailDialogue(login), outcome: outcome, makeTLS: makeTLS))
        channel.setOption(.autoRead, value: true).whenFailure { outcome.fail($0) }
    }

    /// One address after the other, until one answers.
    private func connect(to addresses: [IPAddress], port: Int) async throws -> any Channel {
        var failure: any Error = OutboundFailure.closedEarly
        for address in addresses {
            try Task.checkCancellation()
            do {
                return try await connect(to: address.socketAddress(port: port))
            } catch let error where !(error is CancellationError) {
                failure = error
            }
        }
        throw failure
    }

    /// A connection that comes when nobody waits any more is closed.
    private func connect(to address: SocketAddress) async throws -> any Channel {
        let connection = ClientBootstrap(group: group)
            .connectTimeout(TimeAmount(connectTimeout))
            // Nothing is read before the handlers are there.
            .channelOption(.autoRead, value: false)
            .connect(to: address)
        let wanted = connection.eventLoop.makePromise(of: (any Channel).self)
        connection.cascade(to: wanted)
        wanted.futureResult.whenFailure { _ in connection.whenSuccess { $0.close(promise: nil) } }
        return try await withTaskCancellationHandler {
            try await wanted.futureResult.get()
        } onCancel: {
            wanted.fail(CancellationError())
        }
    }

    /// Reading the system's authorities blocks.
    private func tlsContext(_ login: MailLogin) async throws -> NIOSSLContext? {
        guard login.security != .none else { return nil }
        return try await threads.abandonable {
            let own = try login.trustedAuthorities.map(TrustRoots.certificates) ?? []
            return try NIOSSLContext(configuration: TrustRoots.configuration(additional: authorities + own))
        }
    }
}

extension Destination {
    /// For SNI and the certificate's check; a certificate for an address is checked against the connection's.
    var serverName: String? {
        switch self {
        case .address: nil
        case .name(let name): name
        }
    }
}
