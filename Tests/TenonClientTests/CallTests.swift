// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonClient
import TenonJSON
import Testing

/// Each call as it goes over the wire.
@Suite struct CallTests {
    @Test(arguments: [
        (Call.connection(12), "GET /api/v2/connections/12"),
        (.deleteConnection(12, confirmed: false), "DELETE /api/v2/connections/12"),
        (.deleteConnection(12, confirmed: true), "DELETE /api/v2/connections/12?confirmed=true"),
        (.editableParameters(ofConnection: 1), "GET /api/v2/connections/1/editable-data-schema"),
        (.verifyConnection(1), "POST /api/v2/connections/1/test"),
        (.renameConnection(1, to: "ü"), #"PATCH /api/v2/connections/1 {"name":"ü"}"#),
        (.connectionType(named: "a/b?c"), "GET /api/v2/connection-types/a%2Fb%3Fc"),
        (
            .revokeAPIToken(created: "2026-01-31T09:00:00.000Z"),
            "DELETE /api/v2/users/me/api-tokens/2026-01-31T09%3A00%3A00.000Z"
        ),
        (.setRole(nil, ofUser: 7, inTeam: 1), #"PUT /api/v2/teams/1/users/7 {"role":null}"#),
        (.setRole("member", ofUser: 7, inTeam: 1), #"PUT /api/v2/teams/1/users/7 {"role":"member"}"#),
        (
            .createAPIToken(label: "ci", scopes: ["user:read"], expires: nil),
            #"POST /api/v2/users/me/api-tokens {"label":"ci","scope":["user:read"]}"#
        ),
        (.authorizeConnection(12, scopes: [], returnURL: nil), "POST /api/v2/connections/12/authorization {}"),
        (
            .authorizeConnection(12, scopes: ["a", "b"], returnURL: "https://app.example.com/x"),
            #"POST /api/v2/connections/12/authorization {"scopes":["a","b"],"returnUrl":"https://app.example.com/x"}"#
        ),
        (.health(ofConnection: 12), "GET /api/v2/connections/12/health"),
        (.events(ofConnection: 12, limit: nil, before: nil), "GET /api/v2/connections/12/events"),
        (
            .events(ofConnection: 12, limit: 20, before: 118),
            "GET /api/v2/connections/12/events?pg%5Blimit%5D=20&before=118"
        ),
        (
            .credentials(ofConnection: 12, minimumLifetimeSeconds: nil),
            "POST /api/v2/connections/12/credentials {}"
        ),
        (
            .credentials(ofConnection: 12, minimumLifetimeSeconds: 300),
            #"POST /api/v2/connections/12/credentials {"minimumLifetimeSeconds":300}"#
        ),
        (.revokeConnection(12), "POST /api/v2/connections/12/revoke"),
        (.connectionLinks(inTeam: 1), "GET /api/v2/connection-links?teamId=1"),
        (.deleteConnectionLink(4), "DELETE /api/v2/connection-links/4"),
        (.installations, "GET /api/v2/installations"),
        (
            .setInstallation(ofType: "a/b", to: ["clientId": "c", "clientSecret": "s"]),
            #"PUT /api/v2/installations/a%2Fb {"clientId":"c","clientSecret":"s"}"#
        ),
        (.deleteInstallation(ofType: "slack"), "DELETE /api/v2/installations/slack"),
        (.updateScenario(4, name: "n", blueprint: nil, scheduling: nil), #"PATCH /api/v2/scenarios/4 {"name":"n"}"#),
    ])
    func `a call has the method, path and body of the wire`(_ call: Call, _ expected: String) {
        let body = call.body.map { " " + $0.text() } ?? ""
        #expect("\(call.method.rawValue) \(call.target)\(body)" == expected)
    }

    @Test func `a link is made of what is given`() {
        let least = Call.createConnectionLink(
            ofType: "google", name: nil, inTeam: 2, scopes: [], returnURL: nil, expires: nil)
        #expect(least.target == "/api/v2/connection-links")
        #expect(least.body?.text() == #"{"teamId":2,"accountType":"google"}"#)
        let most = Call.createConnectionLink(
            ofType: "google", name: "Ada's", inTeam: 2, scopes: ["openid"], returnURL: "https://a.example",
            expires: "2026-03-02T09:00:00.000Z")
        let expected = #"""
            {"teamId":2,"accountType":"google","name":"Ada's","scopes":["openid"],"returnUrl":"https://a.example",\#
            "expires":"2026-03-02T09:00:00.000Z"}
            """#
        #expect(most.body?.text() == expected)
    }

    @Test func `a creation is one flat object, in which no value can stand in for a member of the call`() {
        let call = Call.createConnection(
            ofType: "slack", name: "S", inTeam: 2, scopes: ["chat:write"],
            values: ["clientId": "1", "accountType": "imap", "teamId": 9])
        #expect(call.target == "/api/v2/connections?teamId=2")
        #expect(
            call.body?.text()
                == #"{"accountName":"S","accountType":"slack","scopes":["chat:write"],"clientId":"1"}"#)
    }
}
