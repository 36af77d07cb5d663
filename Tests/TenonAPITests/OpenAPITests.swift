// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonDomain
import TenonHTTP
import TenonJSON
import TenonProxy
import Testing
import Yams

/// `openapi.yaml`, read.
struct OpenAPIDocument {
    /// The operations by `GET /api/v2/connections`.
    let operations: [String: JSON]
    private let root: JSON

    init() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: package.appending(path: "openapi.yaml"), encoding: .utf8)
        root = OpenAPIDocument.json(try #require(try Yams.compose(yaml: text)))
        var operations: [String: JSON] = [:]
        for path in root["paths"]?.object ?? [:] {
            for member in path.value.object ?? [:] where HTTPRequest.Method(member.name.uppercased()) != nil {
                guard ["get", "post", "put", "patch", "delete"].contains(member.name) else { continue }
                operations["\(member.name.uppercased()) \(path.name)"] = member.value
            }
        }
        self.operations = operations
    }

    /// The value behind `$ref`, or the value itself.
    func resolved(_ value: JSON?) -> JSON? {
        guard let reference = value?["$ref"]?.string else { return value }
        return reference.dropFirst(2).split(separator: "/").reduce(root) { $0?[String($1)] }
    }

    /// The example of the operation's answer with that status.
    func answer(of operation: JSON, status: Int) -> JSON? {
        resolved(operation["responses"]?[String(status)])?["content"]?["application/json"]?["example"]
    }

    /// The example of the operation's body.
    func body(of operation: JSON) -> JSON? {
        resolved(operation["requestBody"])?["content"]?["application/json"]?["example"]
    }

    /// The statuses that the operation says it may answer with.
    func statuses(of operation: JSON) -> Set<String> { Set(operation["responses"]?.object?.names ?? []) }

    private static func json(_ node: Node) -> JSON {
        switch node {
        case .mapping(let mapping):
            .object(
                JSONObject(mapping.map { JSONObject.Member(name: $0.key.string ?? "", value: json($0.value)) }))
        case .sequence(let sequence): .array(sequence.map(json))
        case .scalar(let scalar):
            switch Resolver.default.resolveTag(of: node) {
            case .null: .null
            case .bool: .bool(node.bool ?? false)
            case .int, .float: JSONNumber(text: scalar.string).map(JSON.number) ?? .string(scalar.string)
            default: .string(scalar.string)
            }
        default: .null
        }
    }
}

@Suite struct OpenAPITests {
    let document: OpenAPIDocument

    init() throws { document = try OpenAPIDocument() }

    @Test func `every route is described, and nothing else`() async throws {
        try await APIFixture.run { api in
            let routes = api.routes + HealthRoutes(checks: []).routes
            #expect(Set(routes.map(\.name) + ProxyOperation.names) == Set(document.operations.keys))
        }
    }

    @Test func `every operation says what its route needs`() async throws {
        try await APIFixture.run { api in
            for route in api.routes + HealthRoutes(checks: []).routes {
                let operation = try #require(document.operations[route.name], "\(route.name)")
                switch route.scope {
                case .needs(let scope): #expect(operation["x-tenon-scope"] == .string(scope.rawValue), "\(route.name)")
                case .anyToken:
                    #expect(operation["x-tenon-scope"] == .null, "\(route.name)")
                    #expect(operation["security"] == nil, "\(route.name)")
                case .open: #expect(operation["security"] == [], "\(route.name)")
                }
                #expect(operation["summary"]?.string?.isEmpty == false)
                if case .needs = route.scope {
                    #expect(document.statuses(of: operation).isSuperset(of: ["401", "403", "429"]), "\(route.name)")
                }
            }
        }
    }

    @Test func `the proxy says what it needs`() throws {
        for name in ProxyOperation.names {
            let operation = try #require(document.operations[name])
            #expect(operation["x-tenon-scope"] == .string(ProxyOperation.scope.rawValue))
            #expect(document.statuses(of: operation).isSuperset(of: ["401", "403", "404", "503", "default"]))
        }
    }

    @Test func `examples of answers have the members of answers, in their order`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            for route in api.routes
            where route.sample?.status == 200 && route.sample?.isPage == false && route.sample?.isText == false {
                let operation = try #require(document.operations[route.name])
                let example = try #require(document.answer(of: operation, status: 200), "\(route.name)")
                let answer = try await server.send(route, token: APIFixture.token(.owner))
                let difference = difference(between: answer.json ?? .null, and: example, at: route.name)
                #expect(difference == nil)
            }
        }
    }

    @Test func `examples of bodies are accepted`() async throws {
        try await APIFixture.run { api in
            let server = try await SampledServer(api)
            // Their examples name what this server does not have: values of another type, and connection 7.
            let stateful = ["POST /api/v2/connections/{connectionId}/set-data", "POST /api/v2/scenarios"]
            for route in api.routes where RouteSample.all[route.name]?.status == 200 && !stateful.contains(route.name) {
                let operation = try #require(document.operations[route.name])
                guard let body = document.body(of: operation) else {
                    #expect(!route.takesBody, "\(route.name) has no example")
                    continue
                }
                let path = try await server.path(of: route)
                let answer = try await api.send(route.method, path, body: body)
                #expect(answer.status == 200, "\(route.name): \(answer.text)")
            }
        }
    }

    /// Where the values differ in members, order or kind, looking at the first element of arrays; null is of any kind.
    private func difference(between ours: JSON, and theirs: JSON, at place: String) -> String? {
        switch (ours, theirs) {
        case (.null, _), (_, .null): return nil
        case (.object(let ours), .object(let theirs)):
            guard ours.names == theirs.names else { return "\(place): \(ours.names) is not \(theirs.names)" }
            return ours.lazy.compactMap { member in
                difference(between: member.value, and: theirs[member.name] ?? .null, at: "\(place).\(member.name)")
            }.first
        case (.array(let ours), .array(let theirs)):
            guard let first = ours.first, let example = theirs.first else { return nil }
            return difference(between: first, and: example, at: "\(place)[]")
        default: return ours.kind == theirs.kind ? nil : "\(place): \(ours.kind) is not \(theirs.kind)"
        }
    }
}
