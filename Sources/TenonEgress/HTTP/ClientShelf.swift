// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOSSL
import Synchronization
import TenonDomain

/// The HTTP clients: one for everybody, and one of its own for each request that brings its authorities.
///
/// The library keeps a pool for every origin it has met until it is shut down, so the common client is replaced after
/// ``originsMax`` of them, and shut down when its last request is done.
final class ClientShelf: Sendable {
    private struct Generation {
        let client: HTTPClient
        var origins: Set<PreparedRequest.Origin> = []
        var leases = 0
    }

    private struct State {
        var generations: [Int: Generation] = [:]
        var current: Int?
        var last = 0
        var isShutDown = false
    }

    private let state = Mutex(State())
    private let originsMax: Int
    private let make: @Sendable ([NIOSSLCertificate]) -> HTTPClient

    init(originsMax: Int = 1024, make: @escaping @Sendable ([NIOSSLCertificate]) -> HTTPClient) {
        self.originsMax = originsMax
        self.make = make
    }

    /// How many clients are open, for tests.
    var clientCount: Int { state.withLock { $0.generations.count } }

    func withClient<Result: Sendable>(
        for origin: PreparedRequest.Origin, authorities: [NIOSSLCertificate],
        _ body: (HTTPClient) async throws -> Result
    ) async throws -> Result {
        let (id, client, idle) = try lease(origin, authorities: authorities)
        let result: Swift.Result<Result, any Error>
        do {
            // A client that does not end well has closed its connections all the same.
            try? await idle?.shutdown()
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        // The same: the answer is there already.
        try? await giveBack(id)?.shutdown()
        return try result.get()
    }

    func shutdown() async throws {
        let clients = state.withLock { state in
            state.isShutDown = true
            defer { state.generations = [:] }
            return state.generations.values.map(\.client)
        }
        for client in clients { try await client.shutdown() }
    }

    /// A client, and a retired one that nobody uses and that must be shut down.
    private func lease(
        _ origin: PreparedRequest.Origin, authorities: [NIOSSLCertificate]
    ) throws -> (id: Int, client: HTTPClient, idle: HTTPClient?) {
        try state.withLock { state in
            guard !state.isShutDown else { throw HTTPClientError.alreadyShutdown }
            if authorities.isEmpty, let id = state.current, var generation = state.generations[id],
                generation.origins.contains(origin) || generation.origins.count < originsMax
            {
                generation.origins.insert(origin)
                generation.leases += 1
                state.generations[id] = generation
                return (id, generation.client, nil)
            }
            state.last += 1
            let id = state.last
            let generation = Generation(client: make(authorities), origins: [origin], leases: 1)
            state.generations[id] = generation
            guard authorities.isEmpty else { return (id, generation.client, nil) }
            let retired = state.current
            state.current = id
            guard let retired, state.generations[retired]?.leases == 0 else { return (id, generation.client, nil) }
            return (id, generation.client, state.generations.removeValue(forKey: retired)?.client)
        }
    }

    private func giveBack(_ id: Int) -> HTTPClient? {
        state.withLock { state in
            guard var generation = state.generations[id] else { return nil }
            generation.leases -= 1
            state.generations[id] = generation
            guard generation.leases == 0, state.current != id else { return nil }
            return state.generations.removeValue(forKey: id)?.client
        }
    }
}
