// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Searches over `connections` and `connection_usage`.
package struct SQLConnectionSearch: ConnectionSearching {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func search(_ search: ConnectionSearch) async throws -> ConnectionFindings {
        guard !search.teams.isEmpty else {
            return ConnectionFindings(rows: [], total: 0, counts: [:], isCutOff: false)
        }
        let filter = Filter(search)
        return try await database.read { connection in
            let order = Self.order(of: search)
            let scoped = try ScopedIDs(filter, order, on: connection)
            var counts = try Self.counts(filter, on: connection)
            counts.byState[.underScoped] = scoped.under.count
            counts.byState[.overScoped] = scoped.over.count
            let rows: [ConnectionFindings.Row] =
                switch search.state {
                case .underScoped: try Self.rows(scoped.under, order, search, on: connection)
                case .overScoped: try Self.rows(scoped.over, order, search, on: connection)
                case let state: try Self.rows(filter, in: state, order, search, on: connection)
                }
            return ConnectionFindings(
                rows: rows, total: min(counts.total, ConnectionSearch.countMax), counts: counts.byState,
                isCutOff: counts.total > ConnectionSearch.countMax)
        }
    }

    package func names(of ids: [ConnectionID], in teams: [TeamID]) async throws -> [ConnectionID: String] {
        let asked = ids.prefix(ConnectionSearch.namesMax)
        guard !asked.isEmpty, !teams.isEmpty else { return [:] }
        let (places, arguments) = ((1...asked.count).map { "?\($0)" }, asked.map(\.sqlValue))
        let sql = "SELECT id, team_id, name FROM connections WHERE id IN (\(places.joined(separator: ", ")))"
        let mine = Set(teams)
        return try await database.read { connection in
            try connection.query(sql, arguments).reduce(into: [:]) { names, row in
                guard mine.contains(try row.value("team_id")) else { return }
                names[try row.value("id")] = try row.value("name", as: String.self)
            }
        }
    }

    // MARK: - What is looked for

    /// The condition on text, type and teams, and the values in it.
    private struct Filter {
        /// Of every statement: the limits of ``ConnectionState/expiring`` and ``ConnectionState/unused``.
        static let expiry = "?1"
        static let unused = "?2"

        let condition: String
        let arguments: [SQLValue]

        init(_ search: ConnectionSearch) {
            var arguments = [
                search.now.advanced(by: ConnectionSearch.expiryNotice).sqlValue,
                search.now.advanced(by: .zero - ConnectionSearch.unusedAfter).sqlValue,
            ]
            var conditions: [String] = []
            let teams = search.teams.map { team in
                arguments.append(team.sqlValue)
                return "?\(arguments.count)"
            }
            conditions.append("connections.team_id IN (\(teams.joined(separator: ", ")))")
            if let type = search.type {
                arguments.append(.text(type))
                conditions.append("connections.type = ?\(arguments.count)")
            }
            if let text = search.text, !text.isEmpty {
                arguments.append(.text("%\(Filter.escaped(text.lowercased()))%"))
                let place = "?\(arguments.count)"
                conditions.append(
                    "(LOWER(connections.name) LIKE \(place) ESCAPE '!' "
                        + "OR LOWER(connections.metadata_value) LIKE \(place) ESCAPE '!')")
            }
            condition = conditions.joined(separator: " AND ")
            self.arguments = arguments
        }

        /// The text with what LIKE gives a meaning to taken literally.
        private static func escaped(_ text: String) -> String {
            text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
        }

        /// The arguments, and two more: the place of the first of them.
        func adding(_ first: Int, _ second: Int) -> (arguments: [SQLValue], first: String, second: String) {
            (
                arguments + [first.sqlValue, second.sqlValue], "?\(arguments.count + 1)",
                "?\(arguments.count + 2)"
            )
        }
    }

    /// A state as a condition on the columns; the same as ``Connection/states(lastUsedAt:at:)``.
    private static func condition(of state: ConnectionState) -> String {
        switch state {
        case .healthy: "health = 'ok' AND trouble_reason IS NULL"
        case .unverified: "health = 'unknown' AND trouble_reason IS NULL"
        case .unauthorized: "health = 'unauthorized'"
        case .reauthorize: "health = 'needs_reauthorization'"
        case .failing: "(health = 'failing' OR (health IN ('ok', 'unknown') AND trouble_reason IS NOT NULL))"
        case .expiring:
            "health NOT IN ('unauthorized', 'needs_reauthorization') AND expires_at IS NOT NULL "
                + "AND expires_at < \(Filter.expiry)"
        case .unused:
            "created_at < \(Filter.unused) AND (last_used_at IS NULL OR last_used_at < \(Filter.unused))"
        // Sets are compared outside of the database.
        case .underScoped, .overScoped: "1 = 1"
        }
    }

    /// What `ORDER BY` says: the same as ``ConnectionOrder``.
    ///
    /// Only names come out of an index. For every other order the database looks at what it counts anyway, and keeps no
    /// more of it than the page.
    private static func order(of search: ConnectionSearch) -> String {
        let direction = search.direction == .ascending ? "ASC" : "DESC"
        let last = search.order == .name ? direction : "ASC"
        let names = "connections.name \(last), connections.id \(last)"
        let first =
            switch search.order {
            case .name: ""
            case .type: "connections.type \(direction), "
            case .state: "CASE \(ranks) ELSE \(ConnectionState.allCases.count) END \(direction), "
            case .used: "COALESCE(usage.last_used_at, 0) \(direction), "
            case .verified: "COALESCE(connections.verified_at, 0) \(direction), "
            case .expiry: "COALESCE(connections.expires_at, \(Int64.max)) \(direction), "
            }
        return first + names
    }

    private static var ranks: String {
        ConnectionState.allCases.compactMap { state in
            ConnectionOrder.rank(of: state).map { "WHEN \(condition(of: state)) THEN \($0)" }
        }.joined(separator: " ")
    }

    /// Both tables; every statement names both limits, so that each argument has its place.
    private static let tables = """
        connections JOIN teams ON teams.id = connections.team_id
        LEFT JOIN connection_usage AS usage
            ON usage.team_id = connections.team_id AND usage.connection_id = connections.id
        """

    /// True, and names the limits.
    private static let anchor =
        "(CAST(\(Filter.expiry) AS BIGINT) IS NOT NULL AND CAST(\(Filter.unused) AS BIGINT) IS NOT NULL)"

    // MARK: - Counting

    private static func counts(
        _ filter: Filter, on connection: any SQLConnection
    ) throws -> (total: Int, byState: [ConnectionState: Int]) {
        let states = ConnectionState.allCases.filter { $0 != .underScoped && $0 != .overScoped }
        let sums = states.map { state in
            "COALESCE(SUM(CASE WHEN \(condition(of: state)) THEN 1 ELSE 0 END), 0) AS \(state.rawValue)"
        }
        let sql = """
            SELECT COUNT(*) AS total, \(sums.joined(separator: ", ")) FROM (
                SELECT health, trouble_reason, expires_at, connections.created_at, last_used_at
                FROM \(tables) WHERE \(filter.condition) LIMIT \(ConnectionSearch.countMax + 1)
            ) AS counted
            """
        guard let row = try connection.query(sql, filter.arguments).first else { return (0, [:]) }
        var counts: [ConnectionState: Int] = [:]
        for state in states { counts[state] = try row.value(state.rawValue) }
        return (try row.value("total"), counts)
    }

    /// The connections whose granted scopes are not those that were asked for, in order.
    private struct ScopedIDs {
        private(set) var under: [ConnectionID] = []
        private(set) var over: [ConnectionID] = []

        init(_ filter: Filter, _ order: String, on connection: any SQLConnection) throws {
            let sql = """
                SELECT connections.id, requested_scopes, granted_scopes, missing_scopes FROM \(tables)
                WHERE \(filter.condition) AND \(anchor) AND refreshed_at IS NOT NULL
                    AND (requested_scopes <> granted_scopes OR missing_scopes <> '[]')
                ORDER BY \(order) LIMIT \(ConnectionSearch.countMax)
                """
            for row in try connection.query(sql, filter.arguments) {
                let id: ConnectionID = try row.value("id")
                let requested = Set(try row.value("requested_scopes", as: JSON.self).texts)
                let granted = Set(try row.value("granted_scopes", as: JSON.self).texts)
                let lacking = try row.value("missing_scopes", as: JSON.self).texts
                if !lacking.isEmpty || !requested.isSubset(of: granted) { under.append(id) }
                if !granted.isSubset(of: requested) { over.append(id) }
            }
        }
    }

    // MARK: - Rows

    private static func rows(
        _ filter: Filter, in state: ConnectionState?, _ order: String, _ search: ConnectionSearch,
        on connection: any SQLConnection
    ) throws -> [ConnectionFindings.Row] {
        let (arguments, limit, offset) = filter.adding(
            min(max(search.limit, 0), ConnectionSearch.rowsMax), max(search.offset, 0))
        // "created_at" stands in two tables, so the state is asked of a narrower one.
        let states =
            state.map { "AND \(condition(of: $0).replacing("created_at", with: "connections.created_at"))" } ?? ""
        let sql = """
            SELECT connections.*, teams.organization_id, last_used_at FROM \(tables)
            WHERE \(filter.condition) AND \(anchor) \(states)
            ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
            """
        return try connection.query(sql, arguments).map(row)
    }

    /// The connections of a page of `ids`, which are in order.
    private static func rows(
        _ ids: [ConnectionID], _ order: String, _ search: ConnectionSearch, on connection: any SQLConnection
    ) throws -> [ConnectionFindings.Row] {
        let page = ids.dropFirst(max(search.offset, 0)).prefix(min(max(search.limit, 0), ConnectionSearch.rowsMax))
        guard !page.isEmpty else { return [] }
        let places = (1...page.count).map { "?\($0)" }.joined(separator: ", ")
        let sql = """
            SELECT connections.*, teams.organization_id, last_used_at FROM \(tables)
            WHERE connections.id IN (\(places)) ORDER BY \(order)
            """
        return try connection.query(sql, page.map(\.sqlValue)).map(row)
    }

    private static func row(_ row: SQLRow) throws -> ConnectionFindings.Row {
        ConnectionFindings.Row(connection: try Connection(row: row), lastUsedAt: try row.value("last_used_at"))
    }
}
