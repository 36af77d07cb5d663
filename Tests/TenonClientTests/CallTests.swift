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
        (.updateScenario(4, name: "n", blueprint: nil, scheduling: nil), #"PATCH /api/v2/scenarios/4 {"name":"n"}"#),
    ])
    func `a call has the method, path and body of the wire`(_ call: Call, _ expected: String) {
        let body = call.body.map { " " + $0.text() } ?? ""
        #expect("\(call.method.rawValue) \(call.target)\(body)" == expected)
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
