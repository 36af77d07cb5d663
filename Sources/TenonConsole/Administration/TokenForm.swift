// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP

/// What a person entered for a new API token.
struct TokenForm {
    /// Methods that the form offers for a narrow token.
    static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    private static let daysMax: Int64 = 3650

    var label = ""
    var isNarrow = false
    var scopes: [String] = [APIScope.connectionsRead.rawValue, APIScope.connectionsUse.rawValue]
    var days = "90"
    var connections: Set<String> = []
    var methods: Set<String> = ["GET"]
    var path = "/**"
    var requestsPerMinute = ""

    init() {}

    init(_ form: Query) {
        label = form.text("label") ?? ""
        isNarrow = form.text("kind") == "narrow"
        scopes = form.values(isNarrow ? "narrow-scope" : "scope")
        days = form.text("days") ?? ""
        connections = Set(form.values("connection"))
        methods = Set(form.values("method"))
        path = form.text("path") ?? ""
        requestsPerMinute = form.text("rate") ?? ""
    }

    /// When it ends; `nil` for never.
    func expiry(from now: Timestamp) throws -> Timestamp? {
        guard !days.isEmpty else { return nil }
        guard let count = Int64(days), (1...TokenForm.daysMax).contains(count) else {
            throw TenonError.validation(.daysBetween, ["most": String(TokenForm.daysMax)])
        }
        return now.advanced(by: .seconds(count * 86_400))
    }

    /// What a narrow one is narrowed to.
    func limits() throws -> TokenLimitsDraft {
        guard isNarrow else { return TokenLimitsDraft() }
        let ids = connections.compactMap { ConnectionID(text: $0) }
        guard ids.count == connections.count, !ids.isEmpty else {
            throw TenonError.validation(.connectionMissing)
        }
        guard !methods.isEmpty else { throw TenonError.validation(.methodMissing) }
        var rate: Int64?
        if !requestsPerMinute.isEmpty {
            guard let number = Int64(requestsPerMinute) else {
                throw TenonError.validation(.rateNotNumber)
            }
            rate = number
        }
        let chosen = TokenForm.methods.filter(methods.contains).joined(separator: ",")
        return TokenLimitsDraft(
            connections: ids.sorted { $0.rawValue < $1.rawValue }, requests: ["\(chosen) \(path)"],
            requestsPerMinute: rate)
    }
}
