// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import InMemoryLogging
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TenonDomain
import TenonEgress
import TenonHTTP

@testable import TenonProxy

/// What a test wants otherwise.
struct Change<Value> {
    let apply: (inout Value) -> Void

    init(_ apply: @escaping (inout Value) -> Void) { self.apply = apply }
}

/// The plan for the third party on that port.
struct Plan {
    let make: (Int) throws -> UpstreamPlan

    init(_ make: @escaping (Int) throws -> UpstreamPlan) { self.make = make }
}

/// A server with both lanes on a free port of 127.0.0.1.
struct ProxyFixture: Sendable {
    let port: Int
    let lane: ProxyLane
    let authority: FakeAuthority
    let log: InMemoryLogHandler

    /// Runs `body` beside the server; the other lane answers `GET /other` and `POST /other`.
    static func run<Value: Sendable>(
        _ behaviour: FakeAuthority.Behaviour, settings change: Change<ProxySettings> = Change { _ in },
        allow: [String] = ["127.0.0.1"], resolver: (any AddressResolver)? = nil, http: HTTPSettings = HTTPSettings(),
        memory: (any RememberedAnswers)? = nil,
        _ body: @escaping @Sendable (ProxyFixture) async throws -> Value
    ) async throws -> Value {
        let log = InMemoryLogHandler()
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        let group = MultiThreadedEventLoopGroup.singleton
        let egress = try NetworkEgress(
            settings: EgressSettings(allow: allow.compactMap { CIDR($0) }), eventLoopGroup: group, logger: logger,
            resolver: resolver)
        var settings = ProxySettings(http: http)
        change.apply(&settings)
        let authority = FakeAuthority(behaviour)
        let lane = ProxyLane(
            authority: authority, memory: memory, egress: egress, settings: settings, clock: FixedClock(),
            logger: logger)
        let router = Router()
        router.get("other") { _, _ in "from the other lane" }
        router.post("other") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            return "other lane got \(body.readableBytes)"
        }
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, server: lane.server(http), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: logger)
        let services = ServiceGroup(
            configuration: .init(services: [lane, application], gracefulShutdownSignals: [], logger: logger))
        let result = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
            let fixture = ProxyFixture(port: port, lane: lane, authority: authority, log: log)
            do {
                let value = try await body(fixture)
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
                return value
            } catch {
                group.cancelAll()
                throw error
            }
        }
        try await egress.shutdown()
        return result
    }

    /// With one scripted third party behind connection 7.
    static func run<Value: Sendable>(
        upstream script: Script, settings change: Change<ProxySettings> = Change { _ in },
        plan: Plan = Plan { try FakeAuthority.plan(port: $0) },
        behaviour adjust: Change<FakeAuthority.Behaviour> = Change { _ in },
        _ body: @escaping @Sendable (ProxyFixture, ScriptedUpstream) async throws -> Value
    ) async throws -> Value {
        try await ScriptedUpstream.run(script) { upstream in
            var behaviour = FakeAuthority.Behaviour(plans: [7: try plan.make(upstream.port)])
            adjust.apply(&behaviour)
            return try await run(behaviour, settings: change) { fixture in try await body(fixture, upstream) }
        }
    }

    /// A request's first lines: the line, a host and a good token.
    static func head(_ line: String, _ more: String...) -> String {
        "\(line) HTTP/1.1\r\nHost: tenon.test\r\nAuthorization: Bearer \(FakeAuthority.token)\r\n"
            + more.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    /// Sends bytes on a connection of their own and returns what comes back until the server closes.
    func exchange(_ text: String, timeout: Duration = .seconds(60)) async throws -> String {
        try await RawClient.with(port: port) { client in
            try await client.write(text)
            return try await client.readToEnd(timeout: timeout)
        }
    }

    /// Sends one request that asks to close and returns the answer.
    func send(_ line: String, _ more: String..., body: String = "") async throws -> RawAnswer {
        var fields = more + ["Connection: close"]
        if !body.isEmpty { fields.append("Content-Length: \(body.utf8.count)") }
        let head = ProxyFixture.head(line)
        // A line's end is one character.
        return RawAnswer(
            try await exchange(head.dropLast() + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body))
    }

    var logText: String { log.entries.map { "\($0.level) \($0.message) \($0.metadata)" }.joined(separator: "\n") }
}

/// An answer as it came.
struct RawAnswer: Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    var status: Int { Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    var head: String { String(text.firstRange(of: "\r\n\r\n").map { text[..<$0.lowerBound] } ?? text[...]) }
    var body: String { String(text.firstRange(of: "\r\n\r\n").map { text[$0.upperBound...] } ?? "") }

    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { $0.dropFirst(name.count + 1).trimmingPrefix(" ") }.map { String($0) }
    }
}

/// The same moment always.
struct FixedClock: WallClock {
    func now() -> Timestamp { Timestamp(milliseconds: 1_700_000_000_000) }
}
