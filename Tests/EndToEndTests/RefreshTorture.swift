// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// What tortures of refreshing have in common.
enum RefreshTorture {
    /// How long they take; `TENON_TORTURE_SECONDS` says otherwise.
    static let seconds = ProcessInfo.processInfo.environment["TENON_TORTURE_SECONDS"].flatMap { Double($0) } ?? 6

    /// A provider that rotates, punishes reuse, and whose tokens live a second.
    static func switches(_ change: (inout Switches) -> Void) -> Switches {
        var switches = Switches()
        switches.rotation = true
        switches.reuseDetection = true
        switches.accessSeconds = 1
        switches.auto = .approve
        change(&switches)
        return switches
    }

    /// Makes a connection to the simulator, authorized by a person.
    static func authorized(_ tenon: ServerProcess, at provider: String) async throws -> Int64 {
        let id = try await tenon.create([
            "accountType": "http-oauth2", "url": .string(provider + "/api/me"), "issuer": .string(provider),
            "clientId": .string(RegisteredClient.standard.id), "clientSecret": "simulator-secret",
            "scopes": ["profile"],
        ])
        let answer = try await tenon.call("POST", "/connections/\(id)/authorization", [:])
        let link = try #require(try answer.json["authorizationUrl"]?.string, "\(answer.text)")
        let page = try await HeadlessBrowser().open(link)
        #expect(page.status == 200, "\(page.html)")
        return id
    }

    /// How the callers fared.
    final class Tally: Sendable {
        struct Counts {
            var given = 0
            var checked = 0
            var errors: [Int: Int] = [:]
            /// What errors say that are not about the database being away.
            var words: Set<String> = []
            /// Errors that say nothing.
            var mute: [String] = []
            var unreachable = 0
            var bad: [String] = []
        }

        private let counts = Mutex(Counts())
        var all: Counts { counts.withLock { $0 } }
        func change(_ body: (inout sending Counts) -> Void) { counts.withLock { body(&$0) } }
    }

    /// Asks servers for the credential until `end`, and has the provider look at what was handed out.
    static func call(
        _ server: () async -> ServerProcess, _ id: Int64, provider: String, until end: Date, _ tally: Tally
    ) async {
        while Date() < end, !Task.isCancelled {
            // A server that was just killed answers nothing: the next one does.
            guard let answer = try? await server().call("POST", "/connections/\(id)/credentials", [:]) else {
                tally.change { $0.unreachable += 1 }
                continue
            }
            guard answer.status == 200, let body = try? answer.json["credentials"],
                let token = body["accessToken"]?.string, let expires = body["expiresAt"]?.string
            else {
                let hasWords = (try? answer.json["detail"]?.string?.isEmpty == false) == true
                tally.change {
                    $0.errors[answer.status, default: 0] += 1
                    if !hasWords { $0.mute.append(answer.text) }
                    if answer.status != 503, $0.words.count < 10 { $0.words.insert(answer.text) }
                }
                try? await Task.sleep(for: .milliseconds(50))
                continue
            }
            tally.change { $0.given += 1 }
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            // Near its end a token may go while it is looked at.
            guard let ends = try? Date(expires, strategy: style), ends.timeIntervalSinceNow > 0.4 else { continue }
            let checked = try? await LoopbackHTTP.send(
                "GET", provider + "/api/me", headers: [("Authorization", "Bearer \(token)")], body: [])
            guard let checked, ends.timeIntervalSinceNow > 0 else { continue }
            tally.change {
                $0.checked += 1
                if checked.status != 200 { $0.bad.append("\(checked.status)") }
            }
        }
    }
}
