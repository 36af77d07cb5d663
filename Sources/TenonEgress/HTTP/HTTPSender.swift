// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import TenonDomain

/// Sends one HTTP request after the other checks: destination, limits, redirects within the origin, size.
struct HTTPSender: Sendable {
    /// Between two bytes of a request or an answer.
    static let idleTimeout = TimeAmount.seconds(60)
    /// How long a connection waits for its next request.
    static let keepAlive = TimeAmount.seconds(30)
    /// However many a request allows.
    static let redirectsMax = 20

    let door: Door
    let clients: ClientShelf
    let threads: NIOThreadPool
    let userAgent: String

    func send(_ request: OutboundRequest, to destination: Destination) async throws -> OutboundResponse {
        var prepared = try PreparedRequest(request, destination: destination, userAgent: userAgent)
        var authorities: [NIOSSLCertificate] = []
        if let pem = request.trustedAuthorities {
            authorities = try await threads.abandonable { try TrustRoots.certificates(pem: pem) }
        }
        return try await clients.withClient(for: prepared.origin, authorities: authorities) { client in
            var redirectsLeft = min(request.redirectsMax, HTTPSender.redirectsMax)
            while true {
                let response = try await exchange(prepared, with: client, request: request)
                guard redirectsLeft > 0,
                    let next = prepared.redirected(status: response.status, location: response.header("location"))
                else { return response }
                redirectsLeft -= 1
                prepared = next
            }
        }
    }

    private func exchange(
        _ prepared: PreparedRequest, with client: HTTPClient, request: OutboundRequest
    ) async throws -> OutboundResponse {
        _ = try await door.addresses(of: prepared.destination, host: request.host)
        let deadline = NIODeadline.now() + TimeAmount(request.timeout)
        let response = try await client.execute(prepared.clientRequest(), deadline: deadline)
        let limit = request.responseBytesMax
        if let length = response.headers.first(name: "content-length").flatMap(Int.init), length > limit,
            prepared.method != .HEAD
        {
            throw OutboundFailure.responseTooLarge(limit: limit)
        }
        var body: [UInt8] = []
        for try await part in response.body {
            guard body.count + part.readableBytes <= limit else {
                throw OutboundFailure.responseTooLarge(limit: limit)
            }
            body.append(contentsOf: part.readableBytesView)
        }
        return OutboundResponse(
            status: Int(response.status.code),
            headers: response.headers.map { OutboundResponse.Header(name: $0.name, value: $0.value) }, body: body)
    }
}

extension HTTPSender {
    /// A client that looks at each connection before the first request goes out on it.
    static func client(
        authorities: [NIOSSLCertificate], settings: EgressSettings, door: Door, group: any EventLoopGroup
    ) -> HTTPClient {
        let connect = TimeAmount(settings.connectTimeout)
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: TrustRoots.configuration(additional: authorities), redirectConfiguration: .disallow,
            timeout: .init(connect: connect, read: idleTimeout, write: idleTimeout),
            connectionPool: .init(
                idleTimeout: keepAlive, concurrentHTTP1ConnectionsPerHostSoftLimit: settings.concurrentPerHostMax),
            decompression: .disabled)
        // A second attempt would hide the reason of the first; whoever asks decides whether to ask again.
        configuration.connectionPool.retryConnectionEstablishment = false
        // One request per connection at a time, so that the gate's limits are the connections' limits, too.
        configuration.httpVersion = .http1Only
        // Spans carry the URL, and a URL may carry a key.
        configuration.tracing.tracer = nil
        let check: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
            guard !door.admits(channel) else { return channel.eventLoop.makeSucceededVoidFuture() }
            // The library's pool must hear of the failure before it hears that the channel closed.
            channel.eventLoop.execute { channel.close(promise: nil) }
            return channel.eventLoop.makeFailedFuture(ClosedAddress())
        }
        configuration.http1_1ConnectionDebugInitializer = check
        configuration.http2ConnectionDebugInitializer = check
        return HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
    }
}
