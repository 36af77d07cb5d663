// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import TenonWire
import Testing

/// Random edits and publications of a definition never let a secret reach a host it could not reach when it was entered.
@Suite struct DefinitionEditTests {
    /// SplitMix64, so that a run that fails can be run again.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    private static let hosts = ["a.test", "b.test", "sub.a.test", "c.test", "a.test.evil.test"]
    private static let patterns = hosts + ["*.a.test", "{{connection.note}}.a.test", "A.test", "b.test:443"]

    /// The hosts that each secret could go to when it was entered, by its number.
    private struct Ledger {
        var reach: [Int: [String]] = [:]
        private(set) var seen = 0

        mutating func judge(_ text: String, host: String) {
            for match in text.matches(of: /sec-(\d+)-end/) {
                seen += 1
                let entered = Int(match.1).flatMap { reach[$0] } ?? []
                let allowed = entered.compactMap { HostPattern($0.replacing("{{connection.note}}", with: "sub")) }
                #expect(
                    allowed.contains { $0.allows(host: host, port: 443) },
                    "a secret for \(entered) went to \(host)")
            }
        }

        mutating func judge(_ request: OutboundRequest) {
            let parts = [request.target.reveal(), request.body?.reveal() ?? ""]
            for part in parts + request.headers.map({ $0.value.reveal() }) { judge(part, host: request.host) }
        }
    }

    private struct World {
        var random: Seeded
        var ledger = Ledger()
        /// The hosts of the draft, and of the newest version.
        var draft: [String] = []
        var published: [String] = []
        var connections: [Int64: [String]] = [:]
        var secrets = 0

        mutating func secret(for hosts: [String]) -> JSON {
            secrets += 1
            ledger.reach[secrets] = hosts
            return .string("sec-\(secrets)-end")
        }
    }

    private static let parameters = """
        [{"name": "apiKey", "type": "password", "required": true, "editable": true},
         {"name": "note", "type": "text", "pattern": "^sub$", "default": "sub", "editable": true}]
        """

    /// Rewrites the definition at random.
    private func edit(_ api: APIFixture, _ app: String, _ type: String, _ world: inout World) async throws {
        let host = Self.hosts.randomElement(using: &world.random) ?? ""
        var hosts = (0..<Int.random(in: 0...2, using: &world.random)).compactMap { _ in
            Self.patterns.randomElement(using: &world.random)
        }
        hosts.insert(host, at: 0)
        let head = #""headers": {"x-key": "{{connection.apiKey}}", "x-client": "{{common.clientSecret}}"}"#
        let texts = [
            ("tenon", #"{"hosts": \#(JSON(hosts).text())}"#), ("parameters", Self.parameters),
            ("api", #"{"url": "https://\#(host)/me", \#(head)}"#),
        ]
        for (section, text) in texts {
            let answer = try await api.put(section, of: type, text)
            #expect(answer.status == 200, "\(section): \(answer.text)")
        }
        _ = try await api.put("base", of: app, #"{"baseUrl": "https://\#(host)", \#(head)}"#)
        world.draft = hosts
    }

    private func change(_ api: APIFixture, _ id: Int64, _ world: inout World) async throws {
        let withSecret = Bool.random(using: &world.random)
        let number = world.secrets + 1
        let body: JSON =
            withSecret ? ["apiKey": world.secret(for: [])] : ["note": "sub"]
        let changed = try await api.send(.post, "connections/\(id)/set-data?missing=keep", body: body)
        guard changed.status == 200, withSecret else { return }
        // Either it moved to the newest version, or it stays with what it was made with.
        if try await api.isUpgradeable(id) == false { world.connections[id] = world.published }
        world.ledger.reach[number] = world.connections[id] ?? []
    }

    @Test(arguments: 0..<10)
    func `no edit of a definition takes a stored secret to a new host`(_ seed: UInt64) async throws {
        try await APIFixture.run { api in
            var world = World(random: Seeded(state: seed))
            let app = try await api.makeApp()
            let type = try await api.makeAppConnection(of: app)
            try await edit(api, app, type, &world)
            for _ in 0..<60 {
                switch Int.random(in: 0..<6, using: &world.random) {
                case 0: try await edit(api, app, type, &world)
                case 1:
                    if try await api.send(.post, "sdk/apps/\(app)/publish").status == 200 {
                        world.published = world.draft
                    }
                case 2:
                    let hosts = world.published.isEmpty ? world.draft : world.published
                    _ = try await api.send(
                        .put, "sdk/apps/connections/\(type)/common", body: ["clientSecret": world.secret(for: hosts)])
                case 3 where !world.published.isEmpty:
                    let made = try await api.send(
                        .post, "connections?teamId=1",
                        body: ["accountType": .string(type), "apiKey": world.secret(for: world.published)])
                    if let id = made.json?["connection"]?["id"]?.int { world.connections[id] = world.published }
                case 4:
                    if let id = world.connections.keys.sorted().randomElement(using: &world.random) {
                        try await change(api, id, &world)
                    }
                default: try await use(api, &world)
                }
            }
            try await use(api, &world)
            #expect(world.ledger.seen > 0 && world.connections.count > 1, "something was sent")
        }
    }

    /// Verifies every connection, and makes ready to send through it.
    private func use(_ api: APIFixture, _ world: inout World) async throws {
        for id in world.connections.keys.sorted() {
            let before = api.egress.requests.count
            _ = try await api.send(.post, "connections/\(id)/test", body: [:])
            for request in api.egress.requests.dropFirst(before) { world.ledger.judge(request) }
            guard let plan = try? await api.plan(of: id) else { continue }
            guard plan.allowedHosts.contains(where: { $0.allows(host: plan.host, port: plan.port) }) else { continue }
            world.ledger.judge(plan.headerLines.reveal(), host: plan.host)
        }
    }
}
