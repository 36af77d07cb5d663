// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// A table as an archive knows it.
struct TableShape: Hashable, Sendable {
    struct Column: Hashable, Sendable {
        let name: String
        let kind: String
    }

    let name: String
    let columns: [Column]
    /// The primary key's columns, in its order.
    let key: [String]

    /// Where the key's columns stand among all.
    var keyIndices: [Int] { key.compactMap { name in columns.firstIndex { $0.name == name } } }

    var columnList: String { columns.map { Self.quoted($0.name) }.joined(separator: ", ") }
    var quotedName: String { Self.quoted(name) }
    private var keyList: String { key.map(Self.quoted).joined(separator: ", ") }

    private static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    /// Reads rows in the order of the key, behind one whose key is ?1, ?2, …, or from the first one.
    func page(after isContinued: Bool, limit: Int) -> String {
        let places = key.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let condition = isContinued ? "WHERE (\(keyList)) > (\(places)) " : ""
        return "SELECT \(columnList) FROM \(quotedName) \(condition)ORDER BY \(keyList) LIMIT \(limit)"
    }

    func insertion(rows: Int) -> String {
        let tuples = (0..<rows).map { row in
            "(" + columns.indices.map { "?\(row * columns.count + $0 + 1)" }.joined(separator: ", ") + ")"
        }
        return "INSERT INTO \(quotedName) (\(columnList)) VALUES " + tuples.joined(separator: ", ")
    }

    /// Whether a value may stand in the column at `index`.
    func accepts(_ value: SQLValue, at index: Int) -> Bool {
        switch (value, columns[index].kind) {
        case (.null, _), (.integer, "integer"), (.text, "text"), (.blob, "bytes"): true
        default: false
        }
    }

    var json: JSON {
        [
            "name": .string(name), "key": JSON(key),
            "columns": .array(columns.map { ["name": .string($0.name), "kind": .string($0.kind)] }),
        ]
    }

    init?(json: JSON) {
        guard let name = json["name"]?.string, let key = json["key"]?.array, let columns = json["columns"]?.array else {
            return nil
        }
        self.name = name
        self.key = key.compactMap(\.string)
        self.columns = columns.compactMap { column in
            guard let name = column["name"]?.string, let kind = column["kind"]?.string else { return nil }
            return Column(name: name, kind: kind)
        }
    }

    init(name: String, columns: [Column], key: [String]) {
        self.name = name
        self.columns = columns
        self.key = key
    }
}

/// All tables of a database but the one that counts its versions.
struct SchemaShape: Sendable {
    /// Each one behind those that its rows refer to.
    let tables: [TableShape]
    /// The number of the last migration; 0 for a database without any.
    let version: Int

    /// - Throws: when a table has no primary key or a type that archives do not know, which no migration makes.
    init(of queries: SchemaQueries, on connection: any SQLConnection) throws {
        var columns: [String: [TableShape.Column]] = [:]
        var keys: [String: [(place: Int64, name: String)]] = [:]
        var names: [String] = []
        for row in try connection.rows(queries.columns) {
            let (table, name): (String, String) = (try row.value("table_name"), try row.value("column_name"))
            if columns[table] == nil { names.append(table) }
            columns[table, default: []].append(.init(name: name, kind: try row.value("kind")))
            let place: Int64 = try row.value("key_position")
            if place > 0 { keys[table, default: []].append((place, name)) }
        }
        version = names.contains(Migrator.tableName) ? try Migrator.version(on: connection) : 0
        var references: [String: Set<String>] = [:]
        for row in try connection.rows(queries.references) {
            let (table, referenced): (String, String) = (try row.value("table_name"), try row.value("referenced"))
            if referenced != table { references[table, default: []].insert(referenced) }
        }
        tables = try Self.ordered(names.filter { $0 != Migrator.tableName }, behind: references).map { name in
            let key = (keys[name] ?? []).sorted { $0.place < $1.place }.map(\.name)
            return TableShape(name: name, columns: columns[name] ?? [], key: key)
        }
    }

    private static func ordered(_ names: [String], behind references: [String: Set<String>]) throws -> [String] {
        var (ordered, rest): ([String], [String]) = ([], names.sorted())
        while !rest.isEmpty {
            let ready = rest.filter { references[$0, default: []].isSubset(of: ordered) }
            guard !ready.isEmpty else {
                throw TenonError(.internalError, "The tables refer to each other in a circle.")
            }
            ordered += ready
            rest.removeAll { ready.contains($0) }
        }
        return ordered
    }
}
