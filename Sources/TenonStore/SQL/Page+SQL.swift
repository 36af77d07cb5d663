// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

extension Page {
    /// The order of a list, with the identifier to break ties; the columns are those of `table`.
    func orderBy(in table: String) -> String {
        let order = direction == .ascending ? "ASC" : "DESC"
        return switch sortBy {
        case .id: "\(table).id \(order)"
        case .name: "\(table).name \(order), \(table).id \(order)"
        }
    }

    /// The limit, at most ``limitMax``.
    var rowsMax: Int { min(max(limit, 0), Self.limitMax) }

    var rowsSkipped: Int { max(offset, 0) }
}
