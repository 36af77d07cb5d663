// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Which part of a list, in which order: the wire's `pg[…]`.
package struct Page: Hashable, Sendable {
    package enum SortKey: String, Sendable, CaseIterable { case id, name }
    package enum Direction: String, Sendable, CaseIterable {
        case ascending = "asc"
        case descending = "desc"
    }

    /// The most rows of one answer, and the number when none is asked for.
    package static let limitMax = 10_000

    package var limit: Int
    package var offset: Int
    package var sortBy: SortKey
    package var direction: Direction

    package init(
        limit: Int = limitMax, offset: Int = 0, sortBy: SortKey = .name, direction: Direction = .ascending
    ) {
        self.limit = limit
        self.offset = offset
        self.sortBy = sortBy
        self.direction = direction
    }
}
