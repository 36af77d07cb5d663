// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// The column `limits` of `api_tokens`.
extension TokenLimits {
    var json: JSON {
        var object: JSONObject = [:]
        if let connections { object["connections"] = .array(connections.map(\.rawValue).sorted().map { JSON($0) }) }
        if let types { object["types"] = JSON(types.sorted()) }
        if let requests { object["requests"] = JSON(requests.map(\.description)) }
        if let requestsPerMinute { object["requestsPerMinute"] = JSON(requestsPerMinute) }
        return .object(object)
    }

    /// What is not understood, because a newer version wrote it, allows nothing.
    init(json: JSON) {
        let read = try? TokenLimits.read(json)  // the reason does not matter
        self = read ?? .nothing
    }

    private struct Unreadable: Error {}

    private static func read(_ json: JSON) throws -> TokenLimits? {
        let known: Set = ["connections", "types", "requests", "requestsPerMinute"]
        guard let object = json.object, object.names.allSatisfy(known.contains) else { throw Unreadable() }
        let connections = try list(object["connections"]) { $0.int.map { ConnectionID($0) } }
        let types = try list(object["types"], \.string)
        let requests = try list(object["requests"]) { rule in try rule.string.map { try RequestRule($0) } }
        let rate = object["requestsPerMinute"]
        guard rate == nil || rate?.int != nil else { throw Unreadable() }
        return TokenLimits(
            connections: connections.map { Set($0) }, types: types.map { Set($0) }, requests: requests,
            requestsPerMinute: rate?.int.flatMap { Int(exactly: $0) })
    }

    private static func list<Element>(_ json: JSON?, _ read: (JSON) throws -> Element?) throws -> [Element]? {
        guard let json else { return nil }
        guard let array = json.array else { throw Unreadable() }
        return try array.map { element in
            guard let value = try read(element) else { throw Unreadable() }
            return value
        }
    }
}
