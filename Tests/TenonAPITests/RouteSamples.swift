// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonHTTP
import TenonJSON

/// A request that a route answers with success when the owner sends it.
struct RouteSample {
    /// Behind `/api/v2/`, unless it begins with a slash, with `CONNECTION`, `SCENARIO` and so on in place of numbers.
    let path: String
    var body: JSON?
    /// The status of success, or for a page the one it has without anything to show.
    var status = 200
    /// A body that is no JSON object; in place of `body`.
    var text: String?
    /// Whether the answer is a text as somebody wrote it.
    var isText = false
    /// Whether the answer is for a person's browser.
    var isPage = false
    /// Whether the answer is there to hold a credential.
    var reveals = false
}

extension RouteSample {
    /// One for every route there is; a route without one fails the test that counts them.
    static let all: [String: RouteSample] = [
        "GET /api/v2/connections": RouteSample(path: "connections?teamId=1"),
        "POST /api/v2/connections": RouteSample(
            path: "connections?teamId=1",
            body: ["accountType": "http-bearer", "url": "https://api.example.com", "token": "canary-9f2c"]),
        "GET /api/v2/connections/{connectionId}": RouteSample(path: "connections/CONNECTION"),
        "PATCH /api/v2/connections/{connectionId}": RouteSample(
            path: "connections/CONNECTION", body: ["name": "Renamed"]),
        "DELETE /api/v2/connections/{connectionId}": RouteSample(path: "connections/SPARE"),
        "GET /api/v2/connections/{connectionId}/editable-data-schema": RouteSample(
            path: "connections/CONNECTION/editable-data-schema"),
        "POST /api/v2/connections/{connectionId}/set-data": RouteSample(
            path: "connections/CONNECTION/set-data",
            body: ["url": "https://api.example.com", "token": "canary-9f2c"]),
        "POST /api/v2/connections/{connectionId}/test": RouteSample(path: "connections/CONNECTION/test"),
        "POST /api/v2/connections/{connectionId}/scoped": RouteSample(
            path: "connections/CONNECTION/scoped", body: ["scope": []]),
        "POST /api/v2/connections/{connectionId}/authorization": RouteSample(
            path: "connections/OAUTH/authorization", body: [:]),
        "GET /api/v2/oauth/auth/{connectionId}": RouteSample(path: "oauth/auth/OAUTH", status: 303, isPage: true),
        "GET /oauth/cb/{type}": RouteSample(path: "/oauth/cb/google?state=x&code=y", status: 404, isPage: true),
        "GET /api/v2/connections/{connectionId}/health": RouteSample(path: "connections/CONNECTION/health"),
        "GET /api/v2/connections/{connectionId}/events": RouteSample(path: "connections/CONNECTION/events"),
        "POST /api/v2/connections/{connectionId}/credentials": RouteSample(
            path: "connections/CONNECTION/credentials", body: [:], reveals: true),
        "POST /api/v2/connections/{connectionId}/revoke": RouteSample(path: "connections/CONNECTION/revoke"),
        "GET /api/v2/connection-links": RouteSample(path: "connection-links?teamId=1"),
        "POST /api/v2/connection-links": RouteSample(
            path: "connection-links", body: ["teamId": 1, "accountType": "google"]),
        "DELETE /api/v2/connection-links/{linkId}": RouteSample(path: "connection-links/LINK"),
        "GET /connect/{token}": RouteSample(path: "/connect/unknown", status: 404, isPage: true),
        "POST /connect/{token}": RouteSample(path: "/connect/unknown", status: 404, isPage: true),
        "GET /api/v2/installations": RouteSample(path: "installations"),
        "PUT /api/v2/installations/{type}": RouteSample(
            path: "installations/google", body: ["clientId": "client", "clientSecret": "canary-9f2c"]),
        "DELETE /api/v2/installations/{type}": RouteSample(path: "installations/INSTALLED"),
        "GET /api/v2/connection-types": RouteSample(path: "connection-types"),
        "GET /api/v2/connection-types/{name}": RouteSample(path: "connection-types/http-bearer"),
        "GET /api/v2/scenarios": RouteSample(path: "scenarios?teamId=1"),
        "POST /api/v2/scenarios": RouteSample(path: "scenarios", body: ["teamId": 1, "blueprint": "{}"]),
        "GET /api/v2/scenarios/{scenarioId}": RouteSample(path: "scenarios/SCENARIO"),
        "GET /api/v2/scenarios/{scenarioId}/blueprint": RouteSample(path: "scenarios/SCENARIO/blueprint"),
        "PATCH /api/v2/scenarios/{scenarioId}": RouteSample(path: "scenarios/SCENARIO", body: ["name": "Other"]),
        "DELETE /api/v2/scenarios/{scenarioId}": RouteSample(path: "scenarios/SPARE"),
        "GET /api/v2/organizations": RouteSample(path: "organizations"),
        "GET /api/v2/organizations/{organizationId}": RouteSample(path: "organizations/1"),
        "GET /api/v2/teams": RouteSample(path: "teams?organizationId=1"),
        "POST /api/v2/teams": RouteSample(path: "teams", body: ["name": "New", "organizationId": 1]),
        "GET /api/v2/teams/{teamId}": RouteSample(path: "teams/1"),
        "PUT /api/v2/teams/{teamId}/users/{userId}": RouteSample(path: "teams/1/users/3", body: ["role": "operator"]),
        "GET /api/v2/users": RouteSample(path: "users?organizationId=1"),
        "POST /api/v2/users": RouteSample(path: "users", body: ["name": "Ada", "email": "ada@example.com"]),
        "GET /api/v2/users/me": RouteSample(path: "users/me"),
        "GET /api/v2/users/me/current-authorization": RouteSample(path: "users/me/current-authorization"),
        "GET /api/v2/users/me/api-tokens": RouteSample(path: "users/me/api-tokens"),
        "POST /api/v2/users/me/api-tokens": RouteSample(
            path: "users/me/api-tokens", body: ["label": "ci", "scope": ["user:read"]]),
        "POST /api/v2/users/{userId}/api-tokens": RouteSample(
            path: "users/1/api-tokens", body: ["label": "ci", "scope": ["user:read"]]),
        "DELETE /api/v2/users/me/api-tokens/{created}": RouteSample(path: "users/me/api-tokens/TOKEN"),
        "GET /api/v2/invitations": RouteSample(path: "invitations"),
        "POST /api/v2/users/{userId}/invitation": RouteSample(path: "users/3/invitation"),
        "DELETE /api/v2/users/{userId}/invitation": RouteSample(path: "users/INVITED/invitation"),
        "DELETE /api/v2/users/{userId}/sessions": RouteSample(path: "users/3/sessions"),
        "POST /api/v2/connections/verify": RouteSample(
            path: "connections/verify?teamId=1",
            body: ["accountType": "http-bearer", "url": "https://api.example.com", "token": "canary-9f2c"]),
        "GET /api/v2/audit-events": RouteSample(path: "audit-events?action=connection.created"),
        "GET /api/v2/webhooks": RouteSample(path: "webhooks"),
        "POST /api/v2/webhooks": RouteSample(path: "webhooks", body: ["url": "https://ops.example.com/tenon"]),
        "GET /api/v2/webhooks/{webhookId}": RouteSample(path: "webhooks/WEBHOOK"),
        "PATCH /api/v2/webhooks/{webhookId}": RouteSample(path: "webhooks/WEBHOOK", body: ["enabled": true]),
        "DELETE /api/v2/webhooks/{webhookId}": RouteSample(path: "webhooks/WEBHOOK"),
        "POST /api/v2/webhooks/{webhookId}/test": RouteSample(path: "webhooks/WEBHOOK/test"),
        "POST /api/v2/webhooks/{webhookId}/secret": RouteSample(path: "webhooks/WEBHOOK/secret", body: [:]),
        "GET /api/v2/webhooks/{webhookId}/deliveries": RouteSample(path: "webhooks/WEBHOOK/deliveries"),
        "GET /api/v2/sdk/apps": RouteSample(path: "sdk/apps"),
        "POST /api/v2/sdk/apps": RouteSample(path: "sdk/apps", body: ["label": "New"]),
        "POST /api/v2/sdk/apps/import": RouteSample(
            path: "sdk/apps/import",
            body: [
                "label": "Imported", "base": "{\"baseUrl\": \"https://api.example.com\"}",
                "connections": [
                    [
                        "type": "basic",
                        "sections": ["api": "{\"url\": \"/me\"}", "common": "{\"clientSecret\": \"canary-9f2c\"}"],
                    ]
                ],
            ]),
        "GET /api/v2/sdk/apps/{app}": RouteSample(path: "sdk/apps/APP"),
        "PATCH /api/v2/sdk/apps/{app}": RouteSample(path: "sdk/apps/APP", body: ["label": "Kept"]),
        "DELETE /api/v2/sdk/apps/{app}": RouteSample(path: "sdk/apps/APP"),
        "GET /api/v2/sdk/apps/{app}/base": RouteSample(path: "sdk/apps/APP/base", isText: true),
        "PUT /api/v2/sdk/apps/{app}/base": RouteSample(path: "sdk/apps/APP/base", text: "/* none */ {}"),
        "GET /api/v2/sdk/apps/{app}/1": RouteSample(path: "sdk/apps/APP/1"),
        "PATCH /api/v2/sdk/apps/{app}/1": RouteSample(path: "sdk/apps/APP/1", body: ["label": "Kept"]),
        "DELETE /api/v2/sdk/apps/{app}/1": RouteSample(path: "sdk/apps/APP/1"),
        "GET /api/v2/sdk/apps/{app}/1/base": RouteSample(path: "sdk/apps/APP/1/base", isText: true),
        "PUT /api/v2/sdk/apps/{app}/1/base": RouteSample(path: "sdk/apps/APP/1/base", text: "/* none */ {}"),
        "GET /api/v2/sdk/apps/{app}/lint": RouteSample(path: "sdk/apps/APP/lint"),
        "POST /api/v2/sdk/apps/{app}/publish": RouteSample(path: "sdk/apps/APP/publish"),
        "GET /api/v2/sdk/apps/{app}/versions": RouteSample(path: "sdk/apps/APP/versions"),
        "GET /api/v2/sdk/apps/{app}/connections": RouteSample(path: "sdk/apps/APP/connections"),
        "POST /api/v2/sdk/apps/{app}/connections": RouteSample(
            path: "sdk/apps/APP/connections", body: ["type": "apikey", "label": "Second"]),
        "GET /api/v2/sdk/apps/connections/{name}": RouteSample(path: "sdk/apps/connections/APP"),
        "PATCH /api/v2/sdk/apps/connections/{name}": RouteSample(
            path: "sdk/apps/connections/APP", body: ["label": "Other"]),
        "DELETE /api/v2/sdk/apps/connections/{name}": RouteSample(path: "sdk/apps/connections/APP"),
        "GET /api/v2/sdk/apps/connections/{name}/common": RouteSample(path: "sdk/apps/connections/APP/common"),
        "PUT /api/v2/sdk/apps/connections/{name}/common": RouteSample(
            path: "sdk/apps/connections/APP/common", body: ["clientId": "client", "clientSecret": "canary-9f2c"]),
        "GET /api/v2/sdk/apps/connections/{name}/{section}": RouteSample(
            path: "sdk/apps/connections/APP/api", isText: true),
        "PUT /api/v2/sdk/apps/connections/{name}/{section}": RouteSample(
            path: "sdk/apps/connections/APP/scopes", text: "/* none */ {}"),
        "GET /api/v2/enums/user-api-token-scopes": RouteSample(path: "enums/user-api-token-scopes"),
    ]
}

extension Route {
    /// `GET /api/v2/connections`.
    var name: String { "\(method.rawValue) \(path)" }

    /// Whether the call changes or makes something out of a body.
    var takesBody: Bool { RouteSample.all[name]?.body != nil }

    /// What its sample says of it.
    var sample: RouteSample? { RouteSample.all[name] }
}

/// A server with a connection and a scenario in team 1, and the samples with their numbers in place.
struct SampledServer {
    let api: APIFixture
    private let connection: Int64
    private let scenario: Int64
    private let oauth: Int64

    init(_ api: APIFixture, secret: String = "canary-9f2c") async throws {
        self.api = api
        connection = try await api.makeConnection(named: "Sampled", secret: secret)
        scenario = try await api.makeScenario(named: "Sampled", using: [])
        oauth = try await api.makeOAuthConnection()
    }

    /// The path of the route's sample; what the sample uses up is made anew.
    func path(of route: Route) async throws -> String {
        guard let sample = RouteSample.all[route.name] else { throw FixtureError("no sample of \(route.name)") }
        var path = sample.path.replacing("CONNECTION", with: String(connection))
        path = path.replacing("SCENARIO", with: String(scenario)).replacing("OAUTH", with: String(oauth))
        if path.contains("LINK") {
            let made = try await api.send(
                .post, "connection-links", body: ["teamId": 1, "accountType": "google"])
            path = path.replacing("LINK", with: made.json?["connectionLink"]?["id"]?.int.map { String($0) } ?? "")
        }
        if path.contains("WEBHOOK") {
            let hooks = try await api.send(.get, "webhooks").json?["webhooks"]?.array ?? []
            var hook = hooks.first?["id"]?.int
            if hook == nil {
                let made = try await api.send(.post, "webhooks", body: ["url": "https://ops.example.com/tenon"])
                hook = made.json?["webhook"]?["id"]?.int
            }
            path = path.replacing("WEBHOOK", with: hook.map { String($0) } ?? "")
        }
        if path.contains("APP") { path = path.replacing("APP", with: try await app(for: route)) }
        if path.contains("INSTALLED") {
            _ = try await api.send(.put, "installations/slack", body: ["clientId": "c"])
            path = path.replacing("INSTALLED", with: "slack")
        }
        if path.contains("SPARE") {
            let isScenario = path.hasPrefix("scenarios")
            let spare =
                isScenario ? try await api.makeScenario(using: []) : try await api.makeConnection(named: "Spare")
            path = path.replacing("SPARE", with: String(spare))
        }
        if path.contains("INVITED") {
            _ = try await api.send(.post, "users/4/invitation")
            path = path.replacing("INVITED", with: "4")
        }
        if path.contains("TOKEN") {
            let made = try await api.send(
                .post, "users/me/api-tokens", body: ["label": "spare", "scope": ["user:read"]])
            path = path.replacing("TOKEN", with: made.json?["apiToken"]?["created"]?.string ?? "")
        }
        return path
    }

    /// An app with a type of its name, and a client for that; a new one when the route takes it away.
    private func app(for route: Route) async throws -> String {
        let apps = try await api.send(.get, "sdk/apps").json?["apps"]?.array ?? []
        if route.method != .delete, let kept = apps.first(where: { $0["label"] == "Kept" })?["name"]?.string {
            return kept
        }
        let app = try await api.makeApp()
        _ = try await api.makeAppConnection(of: app)
        guard route.method != .delete else { return app }
        _ = try await api.send(.patch, "sdk/apps/\(app)", body: ["label": "Kept"])
        _ = try await api.send(.put, "sdk/apps/connections/\(app)/common", body: ["clientId": "client"])
        return app
    }

    func body(of route: Route) -> String? {
        let sample = RouteSample.all[route.name]
        return sample?.text ?? sample?.body?.text()
    }

    /// Sends the route's sample.
    func send(_ route: Route, token: String?) async throws -> Answer {
        try await api.send(route.method, try await path(of: route), token: token, text: body(of: route))
    }
}
