// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// The members of an answer that the caller asked for with `cols[]`.
package struct ColumnSelection: Hashable, Sendable {
    /// `nil` for all of them.
    private let names: [String]?

    /// All members.
    package static let all = ColumnSelection(names: nil)

    private init(names: [String]?) { self.names = names }

    /// Reads the columns in the order in which they are wanted; `*` and an empty list are all.
    ///
    /// - Throws: ``UnknownColumns`` with those that are not in `known`.
    package init(_ requested: [String], known: [String]) throws(UnknownColumns) {
        let unknown = requested.filter { $0 != "*" && !known.contains($0) }
        guard unknown.isEmpty else { throw UnknownColumns(names: unknown) }
        names = requested.isEmpty || requested.contains("*") ? nil : requested
    }

    /// Exactly the selected members, each once, in the selection's order.
    package func apply(to object: JSONObject) -> JSONObject {
        guard let names else { return object }
        var selected = JSONObject()
        for name in names { selected[name] = object[name] }
        return selected
    }
}

/// Columns that the answer does not have.
package struct UnknownColumns: Error, Hashable, Sendable {
    package let names: [String]
}
