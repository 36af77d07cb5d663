// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Turns an answer into what expressions see of it.
enum AnswerReader {
    /// Where APIs put what went wrong, the most telling first.
    private static let members = ["error_description", "message", "detail", "title", "error", "errors"]

    /// The body as a value; `nil` when it is not what the definition says it is.
    static func body(_ response: OutboundResponse, _ definition: ResponseDefinition) -> Value? {
        let kind =
            definition.kindsByStatus.first { $0.pattern.range.contains(response.status) }?.kind ?? definition.kind
        let text = String(decoding: response.body, as: UTF8.self)
        switch kind {
        case .json:
            // Why it is none does not matter: the answer is not what was to come.
            return (try? JSONReader.read(response.body)).map { Value(json: $0) }
        case .urlencoded: return form(text)
        case .text: return .text(text)
        case .binary, .raw: return .binary(response.body)
        case .automatic:
            let type = response.header("content-type")?.lowercased() ?? ""
            if type.hasPrefix("application/x-www-form-urlencoded") { return form(text) }
            let mayBeJSON = type.contains("json") || ["{", "["].contains(text.trimmingSpace().first)
            // What only looks like JSON is text.
            if mayBeJSON, let json = try? JSONReader.read(response.body) { return Value(json: json) }
            return .text(text)
        }
    }

    static func headers(_ response: OutboundResponse) -> Value {
        var headers = ValueCollection()
        for header in response.headers {
            let name = header.name.lowercased()
            let earlier = headers[name].map { $0.text + ", " } ?? ""
            headers[name] = .text(earlier + header.value)
        }
        return .collection(headers)
    }

    private static func form(_ text: String) -> Value {
        var collection = ValueCollection()
        for pair in text.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                PercentEncoding.decode(String($0.replacing("+", with: " "))) ?? String($0)
            }
            collection[halves[0]] = .text(halves.count > 1 ? halves[1] : "")
        }
        return .collection(collection)
    }

    /// What a body says went wrong, where the definition does not tell.
    ///
    /// Looks at the members that APIs use for it, or takes plain text.
    static func message(_ body: Value) -> String? {
        switch body.content {
        case .text(let text):
            let text = text.trimmingSpace()
            return text.isEmpty || text.hasPrefix("<") ? nil : text
        case .array(let elements): return elements.first.flatMap { message($0) }
        case .collection(let collection):
            for name in members {
                guard let value = collection[name], let found = message(value) else { continue }
                return found
            }
            return nil
        default: return nil
        }
    }
}
