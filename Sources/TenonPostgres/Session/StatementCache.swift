// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A statement as this connection knows it.
struct Statement {
    /// With PostgreSQL's placeholders.
    let text: String
    /// What it was prepared as, if it was.
    fileprivate(set) var name: String?
    fileprivate var types: [PostgresType] = []
    fileprivate var lastUse: UInt64

    /// Whether arguments of these types can be sent to what was prepared; nothing has no type, and fits all.
    func isPrepared(for types: [PostgresType]) -> Bool {
        name != nil && self.types.count == types.count
            && zip(self.types, types).allSatisfy { $0 == $1 || $1 == .unknown }
    }

    /// The types to prepare with: what is known of a placeholder stays known.
    func merged(with types: [PostgresType]) -> [PostgresType] {
        guard self.types.count == types.count else { return types }
        return zip(self.types, types).map { $1 == .unknown ? $0 : $1 }
    }
}

/// The statements of one connection: their text, translated once, and their names on the server.
struct StatementCache {
    /// How many are kept; the one that was used longest ago goes first.
    static let statementsMax = 256

    private var statements: [String: Statement] = [:]
    private var uses: UInt64 = 0
    private var names: UInt64 = 0
    /// What is prepared on the server and wanted by nobody.
    private var abandoned: [String] = []

    var count: Int { statements.count }

    mutating func statement(for sql: String) -> Statement {
        uses += 1
        if var known = statements[sql] {
            known.lastUse = uses
            statements[sql] = known
            return known
        }
        if statements.count >= Self.statementsMax,
            let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            statements[oldest.key] = nil
            if let name = oldest.value.name { abandoned.append(name) }
        }
        let statement = Statement(text: Placeholders.translate(sql), lastUse: uses)
        statements[sql] = statement
        return statement
    }

    mutating func nextName() -> String {
        names += 1
        return "tenon_\(names)"
    }

    /// The names to take off the server before `sql` is prepared: abandoned ones, and its own former one.
    mutating func namesToForget(preparing sql: String) -> [String] {
        let own = statements[sql]?.name
        statements[sql]?.name = nil
        defer { abandoned = [] }
        return abandoned + (own.map { [$0] } ?? [])
    }

    mutating func note(_ name: String, types: [PostgresType], for sql: String) {
        statements[sql]?.name = name
        statements[sql]?.types = types
    }
}
