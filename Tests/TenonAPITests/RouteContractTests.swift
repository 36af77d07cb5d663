// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonDomain
import TenonHTTP
import TenonJSON
import TenonWire
import Testing

/// What every route promises, whatever it does.
@Suite struct RouteContractTests {
    @Test func `every route has a sample`() async throws {
        try await APIFixture.run { api in
            #expect(Set(api.routes.map(\.name)) == Set(RouteSample.all.keys))
        }
    }

    @Test(arguments: Dialect.allCases)
    func `the owner gets what every route is for`(_ dialect: Dialect) async throws {
        try await APIFixture.run(dialect: dialect) { api in
            let server = try await SampledServer(api)
            for route in api.routes {
                let answer = try await server.send(route, token: APIFixture.token(.owner))
                #expect(answer.status == RouteSample.all[route.name]?.status, "\(route.name): \(answer.text)")
                guard route.sample?.isPage != true, route.sample?.isText != true else { continue }
                #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
                #expect(answer.json?.object != nil)
            }
        }
    }

    @Test func `no route but the open ones answers without a token`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes {
                if case .open = route.scope { continue }
                for token in [nil, "11111111-2222-4333-8444-555555555555", "nonsense"] {
                    let answer = try await server.send(route, token: token)
                    #expect(answer.status == 401, "\(route.name)")
                    #expect(answer.detail == "Access denied: Invalid token header.")
                }
            }
        }
    }

    @Test func `a token without the scope is refused by the scope's name`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes {
                guard case .needs(let scope) = route.scope else { continue }
                let others = Set(APIScope.allCases).subtracting([scope])
                let token = try await api.token(for: .owner, scopes: others)
                let answer = try await server.send(route, token: token)
                #expect(answer.status == 403, "\(route.name)")
                #expect(answer.detail == "The token lacks the scope '\(scope.rawValue)'.")
                #expect(answer.json?["message"] == "Permission denied")
            }
        }
    }

    @Test func `what is in another team does not exist`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes {
                if case .open = route.scope { continue }
                let isTeams = ["{connectionId}", "{scenarioId}", "{teamId}", "{linkId}"].contains {
                    route.path.contains($0)
                }
                guard isTeams else { continue }
                let answer = try await server.send(route, token: APIFixture.token(.stranger))
                #expect(answer.status == 404, "\(route.name): \(answer.text)")
                #expect(answer.code == "SC404")
            }
        }
    }

    @Test func `the team of others in a query or a body is 403`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for name in [
                "GET /api/v2/connections", "POST /api/v2/connections", "GET /api/v2/scenarios",
                "POST /api/v2/scenarios",
            ] {
                let route = try #require(api.routes.first { $0.name == name })
                let answer = try await server.send(route, token: APIFixture.token(.stranger))
                #expect(answer.status == 403, "\(name)")
                #expect(answer.detail == "You are not a member of team 1.")
            }
        }
    }

    @Test func `a role without the permission is 403`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes {
                let person: Person
                switch route.role {
                case .team(.read), .other: continue
                case .team: person = .monitoring
                case .organizationOwner: person = .admin
                }
                let answer = try await server.send(route, token: APIFixture.token(person))
                #expect(answer.status == 403, "\(route.name)")
            }
        }
    }

    @Test func `every role may read`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes where route.role == .team(.read) {
                for person in [Person.admin, .member, .operator, .monitoring] {
                    let answer = try await server.send(route, token: APIFixture.token(person))
                    #expect(answer.status == 200, "\(route.name) as \(person): \(answer.text)")
                }
            }
        }
    }

    @Test(arguments: [
        ("{", 400), ("[]", 400), ("\"x\"", 400), ("{\"a\":1,\"a\":2}", 400), ("{\"a\":\"\\ud800\"}", 400),
        ("", 400), (String(repeating: "[", count: 200), 400),
        ("{\"name\":\"" + String(repeating: "x", count: 2 << 20) + "\"}", 413),
    ])
    func `a bad body is refused and changes nothing`(_ body: String, _ status: Int) async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes where route.takesBody {
                let path = try await server.path(of: route)
                let before = try await api.auditActions()
                let answer = try await api.send(route.method, path, token: APIFixture.token(.owner), text: body)
                #expect(answer.status == status, "\(route.name): \(answer.text)")
                #expect(try await api.auditActions() == before)
            }
        }
    }

    @Test func `a body that is not JSON is 415`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes where route.takesBody {
                let answer = try await api.send(
                    route.method, try await server.path(of: route), token: APIFixture.token(.owner),
                    text: "name=x", type: "application/x-www-form-urlencoded")
                #expect(answer.status == 415, "\(route.name)")
            }
        }
    }

    @Test func `routes write the audit entry they declare, and no other`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes {
                let path = try await server.path(of: route)
                let before = try await api.auditActions().count
                _ = try await api.send(
                    route.method, path, token: APIFixture.token(.owner), text: server.body(of: route))
                let written = try await api.auditActions().dropFirst(before)
                switch route.audit {
                case .writes(let action): #expect(Array(written) == [action], "\(route.name)")
                case .writesWithParts(let action, let each):
                    #expect(written.first == action && written.count > 1, "\(route.name)")
                    #expect(written.dropFirst().allSatisfy { $0 == each }, "\(route.name)")
                case .nothing: #expect(written.isEmpty, "\(route.name)")
                }
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `no secret is in any answer, log line or file`(_ dialect: Dialect) async throws {
        let canary = "canary-9f2c"
        try await APIFixture.run(dialect: dialect) { api in
            let server = try await SampledServer(api, secret: canary)
            let answers: [ScriptedEgress.Answer] = [
                .status(200, "{}"), .status(401, "{\"error\":\"no \(canary)\"}"), .status(500, canary),
                .none(.unreachable(.refused)),
            ]
            for answer in answers {
                api.egress.answer(answer)
                for route in api.routes {
                    for token in [APIFixture.token(.owner), APIFixture.token(.stranger), nil] {
                        let answer = try await server.send(route, token: token)
                        let mayHold = route.sample?.reveals == true && token == APIFixture.token(.owner)
                        #expect(mayHold || !answer.text.contains(canary), "\(route.name)")
                    }
                    let path = try await server.path(of: route)
                    let broken = (server.body(of: route) ?? "") + ",\"\(canary)"
                    let answer = try await api.send(
                        route.method, path, token: APIFixture.token(.owner), text: broken)
                    #expect(!answer.text.contains(canary), "\(route.name)")
                }
            }
            #expect(!api.logText.contains(canary))
            for person in Person.allCases { #expect(!api.logText.contains(APIFixture.token(person))) }
            for file in try FileManager.default.contentsOfDirectory(at: api.directory, includingPropertiesForKeys: nil)
            {
                let bytes = try Data(contentsOf: file)
                #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(file.lastPathComponent)")
                #expect(bytes.range(of: Data(APIFixture.token(.owner).utf8)) == nil, "\(file.lastPathComponent)")
            }
        }
    }
}
