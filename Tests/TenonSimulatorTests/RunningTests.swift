// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing

@testable import TenonSimulator

/// Starting and stopping inside another program.
@Suite struct RunningTests {
    struct Broken: Error {}

    @Test func `a port in use is a sentence`() async throws {
        try await Site.run { site in
            let port = try #require(Int(site.url.split(separator: ":").last ?? ""))
            await #expect {
                try await Site.run {
                    $0.port = port
                } _: { _ in
                }
            } throws: { error in
                "\(error)".contains("127.0.0.1:\(port) is in use")
            }
            #expect(try await site.get("/").status == 200)
        }
    }

    @Test func `what the body returns or throws comes out, and the port is free again`() async throws {
        let url = try await Site.run { site in
            #expect(site.simulator.baseURL == site.url)
            return site.url
        }
        let port = try #require(Int(url.split(separator: ":").last ?? ""))
        await #expect(throws: Broken.self) {
            try await Site.run {
                $0.port = port
            } _: { _ in
                throw Broken()
            }
        }
        #expect(
            try await Site.run {
                $0.port = port
            } _: {
                try await $0.get("/").status
            } == 200)
    }

    @Test func `an answer that goes on for ever does not hold up the end`() async throws {
        let start = ContinuousClock.now
        try await Site.run { site in
            let token = site.simulator.grant(to: "simulator-client", userName: "ada", scope: [])?.accessToken
            async let _ = site.get("/api/sse?events=100000&delayMs=60000", token: token)
            while site.simulator.counters.count(.api) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            // Left without being awaited, it is cancelled: the client goes away in the middle.
        }
        #expect(ContinuousClock.now - start < .seconds(15))
    }
}
