// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import TenonWire
import Testing

/// A secret goes to the host that it was entered for, whatever is edited afterwards.
@Suite struct HostBindingTests {
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

    private static func secret(_ number: Int) -> String { "sec-\(number)-end" }

    private static let hosts = ["a.example.com", "b.example.com", "c.example.net", "a.example.com.evil.test"]

    /// Which host each secret was entered for, by its number.
    private struct Ledger {
        var current = HostBindingTests.hosts[0]
        var hosts = [0: HostBindingTests.hosts[0]]

        func judge(_ text: String, host: String) {
            for match in text.matches(of: /sec-(\d+)-end/) {
                let entered = Int(match.1).flatMap { hosts[$0] }
                #expect(entered == host, "a secret for \(entered ?? "nobody") went to \(host)")
            }
        }

        func judge(_ request: OutboundRequest) {
            let parts = [request.target.reveal(), request.body?.reveal() ?? ""]
            for part in parts + request.headers.map({ $0.value.reveal() }) { judge(part, host: request.host) }
        }
    }

    /// One type with the secret in a header, one with it in the query, one with two secrets and two addresses.
    private static func values(_ type: String, host: String, _ number: Int) -> JSONObject {
        switch type {
        case "http-bearer": ["url": .string("https://\(host)/me"), "token": .string(secret(number))]
        case "http-api-key":
            [
                "url": .string("https://\(host)/me"), "key": .string(secret(number)), "placement": "query",
                "name": "k",
            ]
        default:
            [
                "url": .string("https://\(host)/me"), "username": "u", "password": .string(secret(number)),
            ]
        }
    }

    @Test(arguments: 0..<12)
    func `random edits never send a stored secret to a host that it was not entered for`(_ seed: UInt64) async throws {
        var random = Seeded(state: seed)
        try await APIFixture.run(dialect: seed.isMultiple(of: 2) ? .documented : .live) { api in
            let type = ["http-bearer", "http-api-key", "http-basic"].randomElement(using: &random) ?? ""
            let first = Self.values(type, host: Self.hosts[0], 0)
            let made = try await api.send(
                .post, "connections?teamId=1", body: .object(first.merging(["accountType": .string(type)])))
            let id = try #require(made.json?["connection"]?["id"]?.int, "\(made.text)")
            var (changes, ledger) = (0, Ledger())
            for step in 1...40 {
                let host = Self.hosts.randomElement(using: &random) ?? ""
                var edit = Self.values(type, host: host, step)
                for name in edit.names where Int.random(in: 0..<3, using: &random) == 0 { edit[name] = nil }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    let odd = [
                        "https://u:p@\(host)/me", "https://\(host):8443/me", "https://\(host)./me", "//\(host)/me",
                        "https://\(Self.hosts[0])@\(host)/", "https://\(host)\\@\(Self.hosts[0])/", "http://\(host)/me",
                    ]
                    edit["url"] = odd.randomElement(using: &random).map { .string($0) }
                }
                let missing = ["", "?missing=keep", "?missing=clear"].randomElement(using: &random) ?? ""
                let changed = try await api.send(
                    .post, "connections/\(id)/set-data\(missing)", body: .object(edit))
                if changed.status == 200 {
                    changes += 1
                    if edit["url"] != nil { ledger.current = host }
                    // A secret without an address is entered for the one that is there.
                    if ["token", "key", "password"].contains(where: { edit[$0] != nil }) {
                        ledger.hosts[step] = ledger.current
                    }
                }
                let before = api.egress.requests.count
                _ = try await api.send(.post, "connections/\(id)/test", body: [:])
                for request in api.egress.requests.dropFirst(before) { ledger.judge(request) }
                let request = ProxyRequest(
                    token: try #require(ProxyToken(APIFixture.token(.owner))), connectionID: ConnectionID(id),
                    method: "GET", path: "/x", clientAddress: nil, requestID: "r")
                guard let plan = try? await api.proxy.decide(request).plan else { continue }
                ledger.judge(plan.headerLines.reveal(), host: plan.host)
                ledger.judge(plan.query.reveal(), host: plan.host)
                #expect(plan.allowedHosts.allSatisfy { $0.allows(host: plan.host, port: plan.port) })
            }
            #expect(changes > 0 && api.egress.requests.count > 10, "something was changed and sent")
        }
    }
}
