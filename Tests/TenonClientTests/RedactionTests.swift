// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonClient
import TenonJSON
import Testing

/// What must not be seen is not seen in any way of printing.
@Suite struct RedactionTests {
    private static let canary = "canary-7c2e"

    private func renderings(of value: some Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value) \(String(reflecting: value)) \(dumped) \(Mirror(reflecting: value).children.map { $0 })"
    }

    @Test func `a token does not print`() throws {
        let token = try #require(AccessToken(Self.canary))
        #expect(!renderings(of: token).contains(Self.canary))
        #expect(!renderings(of: [token]).contains(Self.canary))
    }

    @Test func `a connection's values do not print, their names do`() {
        let values: ConnectionValues = ["password": ParameterValue(Self.canary), "user": "tom-canary"]
        let text = renderings(of: values) + renderings(of: ParameterValue(Self.canary))
        #expect(!text.contains(Self.canary))
        #expect(!text.contains("tom-canary"))
        #expect(text.contains("password"))
    }

    @Test func `a new token's body does not print the token`() {
        let token = APIToken(token: Self.canary, scope: [], label: "ci", created: "2026-01-31T09:00:00.000Z")
        #expect(!renderings(of: token).contains(Self.canary))
    }

    @Test func `a revealed credential does not print, the names of its values do`() throws {
        let credentials = try ConnectionCredentials(
            json: [
                "type": "values", "values": ["user": "tom-canary", "password": .string(Self.canary)], "expiresAt": nil,
                "scopes": [],
            ])
        let text = renderings(of: credentials) + renderings(of: [credentials])
        #expect(!text.contains(Self.canary))
        #expect(!text.contains("tom-canary"))
        #expect(text.contains("user, password"))
    }

    @Test func `a link does not print its address`() throws {
        let link = try AuthorizationLink(
            json: [
                "authorizationUrl": .string("https://t.example/x?ticket=" + Self.canary), "userCode": "canary-7c2e",
                "expiresAt": "2026-01-31T09:00:00.000Z",
            ])
        #expect(!renderings(of: link).contains(Self.canary))
        var invitation = ConnectionLink(
            id: 4, teamId: 1, accountType: "google", name: "Ada's", scopes: [], returnUrl: nil, created: "",
            expires: "", connectionId: nil)
        invitation.url = "https://t.example/connect/" + Self.canary
        #expect(!renderings(of: invitation).contains(Self.canary))
    }

    @Test(arguments: ["", "  \n", "a b", "a\nb", "é", "a\u{0}"])
    func `what a header cannot carry is no token`(_ text: String) {
        #expect(AccessToken(text) == nil)
    }

    @Test func `white space around a token does not matter`() {
        #expect(AccessToken(" \tabc\r\n") != nil)
    }
}
