// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON
import Testing

@testable import tenon

/// Authorizing, watching and revealing, without a server.
@Suite struct GrantCommandTests {
    private func event(_ sequence: Int64, _ action: String, details: String = "{}") -> AuditEvent {
        AuditEvent(
            sequence: sequence, at: "2026-01-31T09:00:00.000Z", action: "connection." + action, subject: nil,
            userId: nil, address: nil, details: details)
    }

    @Test func `only what came after the link was made counts`() {
        let before = [event(4, "authorization_started"), event(3, "authorized"), event(2, "authorization_failed")]
        #expect(AuthorizationWatch.outcome(in: before, after: 4) == nil)
        let refreshed = [event(5, "refreshed")] + before
        #expect(AuthorizationWatch.outcome(in: refreshed, after: 4) == nil)
        #expect(AuthorizationWatch.outcome(in: [event(6, "authorized")] + refreshed, after: 4) == .authorized)
    }

    @Test func `a failure has its reason, if it says one`() {
        let refused = event(5, "authorization_failed", details: #"{"reason":"refused"}"#)
        #expect(AuthorizationWatch.outcome(in: [refused], after: 4) == .failed("refused"))
        let silent = event(5, "authorization_failed", details: "no JSON")
        #expect(AuthorizationWatch.outcome(in: [silent], after: 4) == .failed(nil))
    }

    @Test(arguments: [
        ("2026-01-31T09:00:00.000Z", "2026-01-31T09:10:00.000Z", 610),
        ("2026-01-31T09:00:00.000Z", "2026-01-31T08:00:00.000Z", 10),
        ("2026-01-31T09:00:00.000Z", "2036-01-31T09:00:00.000Z", 3600), ("?", "2026-01-31T09:10:00.000Z", 3600),
    ])
    func `the wait ends with the link, by the server's clock`(_ from: String, _ to: String, _ seconds: Int64) {
        #expect(AuthorizationWatch.patience(from: from, to: to) == .seconds(seconds))
    }

    @Test func `an authorization that came to nothing ends with code 1`() {
        for outcome in [AuthorizationWatch.Outcome.failed("refused"), .ended] {
            let failure = #expect(throws: CommandFailure.self) {
                try ConnectionAuthorizeCommand.check(outcome, id: 12)
            }
            #expect(failure?.exitCode == 1)
            #expect(failure?.lines.last?.contains("tenon connection events 12") == true)
        }
        #expect(throws: Never.self) { try ConnectionAuthorizeCommand.check(.authorized, id: 12) }
    }

    @Test func `the address stands alone on its line, and cannot steer the terminal`() throws {
        let link = try AuthorizationLink(
            json: ["authorizationUrl": "https://p.example/\u{1B}[2J", "expiresAt": "", "userCode": "A\u{7}B"])
        #expect(
            ConnectionAuthorizeCommand.lines(of: link) == [
                "https://p.example/\u{FFFD}[2J", "Enter there the code A\u{FFFD}B",
            ])
    }

    @Test(arguments: ["file:///etc/passwd", "javascript:alert(1)", "-version", ""])
    func `only addresses of the web are opened`(_ address: String) {
        #expect(!Browser.open(address))
    }

    @Test func `a token is printed alone, other credentials as JSON`() throws {
        let token = try ConnectionCredentials(
            json: ["type": "token", "accessToken": "at-1", "tokenType": "Bearer", "expiresAt": nil, "scopes": []])
        #expect(try ConnectionCredentialsCommand.text(of: token, value: nil) == "at-1")
        let values = try ConnectionCredentials(
            json: ["type": "values", "values": ["user": "tom", "key": "a\nb"], "expiresAt": nil, "scopes": []])
        let text = try ConnectionCredentialsCommand.text(of: values, value: nil)
        #expect(try JSONReader.read(text) == ["user": "tom", "key": "a\nb"])
        #expect(try ConnectionCredentialsCommand.text(of: values, value: "key") == "a\nb")
        let failure = #expect(throws: CommandFailure.self) {
            try ConnectionCredentialsCommand.text(of: values, value: "other")
        }
        #expect(failure?.exitCode == 64)
        #expect(failure?.lines == ["There is no value 'other'; there are user, key."])
    }

    @Test func `health shows its trouble only when there is one`() {
        var health: JSONObject = ["status": "ok", "reason": "Good.", "missingScopes": ["a", "b"], "trouble": nil]
        let lines = HealthLines.lines(of: .object(health), id: 12)
        #expect(lines.prefix(2) == ["Connection 12: ok", "Good."])
        #expect(lines.contains("Scopes missing    a, b"))
        #expect(!lines.contains { $0.hasPrefix("Trouble") })
        health["trouble"] = ["message": "[503] bu\u{1B}sy", "attempts": 3, "retryAt": "soon"]
        #expect(HealthLines.lines(of: .object(health), id: 12).contains("Trouble           [503] bu\u{FFFD}sy"))
    }

    @Test func `health shows who used a connection, if anybody did`() throws {
        let unused: JSON = [
            "status": "ok", "reason": "Good.", "lastUsed": nil, "errorRate": nil,
            "usage": ["hours": [], "days": [], "callers": []],
        ]
        #expect(HealthLines.lines(of: unused, id: 12).last == "Errors in 24 h    -")
        let used: JSON = [
            "status": "ok", "reason": "Good.", "errorRate": .number(try #require(JSONNumber(0.0312))),
            "usage": [
                "hours": [], "days": [["at": "2026-01-31T00:00:00.000Z", "uses": 40, "errors": 2]],
                "callers": [
                    [
                        "userName": "A\u{1B}da", "tokenLabel": nil, "uses": 40, "errors": 2,
                        "lastUsed": "2026-01-31T09:00:00.000Z",
                    ]
                ],
            ],
        ]
        let lines = HealthLines.lines(of: used, id: 12)
        #expect(lines.contains("Errors in 24 h    3.1 %"))
        #expect(lines.contains("2026-01-31  40    2"))
        #expect(lines.last == "A\u{FFFD}da    -      40    2       2026-01-31T09:00:00.000Z")
    }

    @Test(arguments: [
        ["12", "--min-lifetime", "-1"], ["12", "--min-lifetime", "86401"], ["12", "--value", "key", "--json"], ["x"],
    ])
    func `credentials take what makes sense`(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try ConnectionCredentialsCommand.parse(arguments) }
    }

    @Test(arguments: ["0", "501", "-5"])
    func `a page of events has its bounds`(_ limit: String) {
        #expect(throws: (any Error).self) { try ConnectionEventsCommand.parse(["12", "--limit", limit]) }
    }

    @Test(arguments: [
        ["--client-secret-file", "a", "--client-secret-stdin"], ["--client-secret-stdin", "--public"],
        ["--client-secret-stdin", "--set-file", "a=-"], ["--set-file", "a=-", "--set-file", "b=-"],
        ["--set", "clientSecret=canary"], ["--set", "clientId=other"],
    ])
    func `a client's secret comes from one place, never from an argument`(_ arguments: [String]) {
        #expect(throws: (any Error).self) {
            try InstallationSetCommand.parse(["google", "--client-id", "c"] + arguments)
        }
        #expect(throws: Never.self) { try InstallationSetCommand.parse(["google", "--client-id", "c"]) }
    }
}
