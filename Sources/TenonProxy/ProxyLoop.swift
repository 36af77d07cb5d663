// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import TenonDomain
internal import TenonEgress

/// What the fast lane keeps for one event loop: its channels to third parties, its clock, and who has to be looked after.
///
/// Touched on that loop only.
final class ProxyLoop {
    let eventLoop: any EventLoop
    let lane: ProxyLane
    let pool: UpstreamPool
    /// The time to the tick, so that nobody has to ask the system for it.
    private(set) var now = NIODeadline.now()
    /// The same as answers say it, in whole seconds.
    private(set) var date: String
    /// Bytes on their way out; used by one writer at a time, and empty in between.
    var scratch = ByteBuffer()
    private var clients: [ObjectIdentifier: ClientHandler] = [:]
    private var ticks: RepeatedTask?

    var settings: ProxySettings { lane.settings }

    init(eventLoop: any EventLoop, lane: ProxyLane) {
        self.eventLoop = eventLoop
        self.lane = lane
        date = HTTPDate.text(lane.clock.now())
        pool = UpstreamPool(perHostMax: lane.settings.idlePerHostMax, totalMax: lane.settings.idleMax)
    }

    // MARK: - Looking after

    /// One timer for all: a timer for each request would cost more than the request's own bookkeeping.
    func start() {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let delay = TimeAmount(tickLength)
        ticks = eventLoop.scheduleRepeatedTask(initialDelay: delay, delay: delay) { _ in bound.value.tick() }
    }

    /// A second, or less where a limit is short.
    private var tickLength: Duration {
        let shortest = min(settings.idleTimeout, settings.clientIdleTimeout, settings.headTimeout)
        return max(.milliseconds(10), min(.seconds(1), shortest / 5))
    }

    private func tick() {
        now = .now()
        date = HTTPDate.text(lane.clock.now())
        for client in clients.values { client.tick(now) }
        pool.closeIdle(since: now - TimeAmount(settings.upstreamIdleTimeout))
    }

    func look(after client: ClientHandler) { clients[ObjectIdentifier(client)] = client }

    func forget(_ client: ClientHandler) { clients[ObjectIdentifier(client)] = nil }

    func shutDown() {
        ticks?.cancel()
        pool.shutDown()
    }

    // MARK: - Channels

    /// Opens a channel and gives it to the relay, unless its exchange has gone on meanwhile.
    func dial(_ plan: UpstreamPlan, for relay: Relay, serial: UInt64) {
        let bound = NIOLoopBound((self, relay), eventLoop: eventLoop)
        let (egress, settings, eventLoop) = (lane.egress, settings, eventLoop)
        let isAccepted = lane.submit {
            let result: Result<UpstreamRoute, OutboundFailure>
            do {
                result = .success(
                    try await egress.route(
                        scheme: plan.scheme, host: plan.host, port: plan.port, allowed: plan.allowedHosts,
                        trustedAuthorities: plan.trustedAuthorities, trustID: plan.trustID,
                        timeout: settings.connectTimeout))
            } catch {
                result = .failure(egress.failure(error, host: plan.host))
            }
            eventLoop.execute {
                let (loop, relay) = bound.value
                switch result {
                case .success(let route): loop.connect(route, ArraySlice(route.addresses), plan, relay, serial)
                case .failure(let failure): relay.dialFailed(failure, serial: serial)
                }
            }
        }
        if !isAccepted { relay.dialFailed(.busy, serial: serial) }
    }

    /// Tries one address after the other.
    private func connect(
        _ route: UpstreamRoute, _ addresses: ArraySlice<SocketAddress>, _ plan: UpstreamPlan, _ relay: Relay,
        _ serial: UInt64
    ) {
        guard let address = addresses.first else {
            return relay.dialFailed(.unreachable(.noAddress), serial: serial)
        }
        guard relay.isWaiting(serial: serial) else { return }
        let key = UpstreamKey(plan)
        let bound = NIOLoopBound((self, relay), eventLoop: eventLoop)
        let egress = lane.egress
        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(settings.connectTimeout))
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let operations = channel.pipeline.syncOperations
                    try operations.addHandler(AddressCheck(admits: { egress.admits($0) }))
                    if let tls = route.tls {
                        try operations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: route.serverName))
                    }
                    try operations.addHandler(UpstreamHandler(key: key, pool: bound.value.0.pool))
                }
            }
            .connect(to: address)
            .assumeIsolated()
            .whenComplete { result in
                let (loop, relay) = bound.value
                loop.connected(result, route, addresses.dropFirst(), plan, relay, serial)
            }
    }

    private func connected(
        _ result: Result<any Channel, any Error>, _ route: UpstreamRoute, _ rest: ArraySlice<SocketAddress>,
        _ plan: UpstreamPlan, _ relay: Relay, _ serial: UInt64
    ) {
        do {
            let channel = try result.get()
            // A check that refused has closed the channel and stays in it; one that let it pass is gone.
            let operations = channel.pipeline.syncOperations
            if let check = try? operations.handler(type: AddressCheck.self), check.isRefused { throw AddressRefused() }
            guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
            let upstream = try operations.handler(type: UpstreamHandler.self)
            if !relay.dialed(upstream, serial: serial) { pool.give(upstream, now: now) }
        } catch {
            guard rest.isEmpty || error is AddressRefused else { return connect(route, rest, plan, relay, serial) }
            relay.dialFailed(lane.egress.failure(error, host: plan.host), serial: serial)
        }
    }
}
