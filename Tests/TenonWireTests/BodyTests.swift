// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TenonWire
import Testing

@Suite struct BodyTests {
    @Test func `an error is written in the wire's order and read again`() throws {
        let error = ErrorBody(
            detail: "d", message: "m", code: "SC424",
            suberrors: [ErrorBody.Suberror(message: "[401] no", name: "RuntimeError")], type: "urn:x", title: "t",
            status: 424)
        #expect(error.json.object?.names == ["detail", "message", "code", "suberrors", "type", "title", "status"])
        #expect(try ErrorBody(json: error.json) == error)
    }

    @Test func `an error as Make sends it can be read`() throws {
        let error = try ErrorBody(json: ["detail": ["odd": true], "message": "Access denied.", "code": "SC401"])
        #expect(error.detail == "Access denied.")
        #expect(error.suberrors.isEmpty)
        #expect(error.status == 0)
    }

    @Test func `a token does not print itself`() {
        let token = APIToken(
            token: "canary-token", scope: ["user:read"], label: "ci", created: "2026-01-01T00:00:00.000Z")
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token) \(String(reflecting: token)) \(dumped)".contains("canary"))
        #expect(token.json["token"] == "canary-token")
    }

    @Test func `bodies read what they write`() throws {
        let page = Page(sortBy: "name", limit: 10, sortDir: "asc", offset: 0)
        #expect(try Page(json: page.json) == page)
        let team = Team(id: 1, name: "Team", organizationId: 2)
        #expect(try Team(json: .object(team.json)) == team)
        let organization = Organization(id: 2, name: "Acme", zone: "localhost:8080", teams: [team])
        #expect(try Organization(json: .object(organization.json)) == organization)
        let user = User(id: 3, name: "Ada", email: "ada@example.com", organizationId: 2, organizationRole: "owner")
        #expect(try User(json: .object(user.json)) == user)
        #expect(try User(json: .object(user.authUserJSON)) == user)
        let membership = Membership(userId: 3, teamId: 1, role: nil)
        #expect(try Membership(json: membership.json) == membership)
        let authorization = CurrentAuthorization(scope: ["user:read"])
        #expect(try CurrentAuthorization(json: authorization.json) == authorization)
        let token = APIToken(token: "t", scope: ["user:read"], label: "l", created: "c", expires: "e")
        #expect(try APIToken(json: token.json) == token)
        let scenario = Scenario(
            id: 4, name: "s", teamId: 1, scheduling: #"{"type":"on-demand"}"#, lastEdit: "l", created: "c")
        #expect(try Scenario(json: .object(scenario.json)) == scenario)
        let scope = APITokenScope(name: "user:read", label: "Read")
        #expect(try APITokenScope(json: scope.json) == scope)
        let type = ConnectionType(
            name: "make", label: "Make", theme: "#6d00cc", auth: "basic",
            parameters: [
                ConnectionType.Parameter(
                    name: "apiKey", label: "API key", type: "password", required: true, editable: true, secret: true,
                    pattern: nil, help: "In your profile.")
            ], scopes: [ConnectionType.Scope(id: "a", name: nil)])
        #expect(try ConnectionType(json: type.json) == type)
    }

    @Test func `columns are the members of lists`() {
        #expect(Team(id: 1, name: "", organizationId: 1).json.names == Team.columns)
        #expect(Organization(id: 1, name: "", zone: "").json.names == Organization.columns)
        #expect(
            User(id: 1, name: "", email: "", organizationId: nil, organizationRole: nil).json.names == User.columns)
        #expect(
            Scenario(id: 1, name: "", teamId: 1, scheduling: "{}", lastEdit: "", created: "").json.names
                == Scenario.columns)
    }

    @Test(arguments: Dialect.allCases)
    func `every row of the table of dialects is a property`(_ dialect: Dialect) {
        let isLive = dialect == .live
        #expect(dialect.numericUIDIsNumber == !isLive)
        #expect(dialect.creationCountsScopes == !isLive)
        #expect(dialect.failedVerificationIsError == isLive)
        #expect(dialect.verificationNamesConnection == isLive)
        #expect(dialect.omittedDataIsKept == isLive)
        #expect(dialect.listNamesAuthorAndUsages == isLive)
    }
}
