// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// Which part of a list an answer holds, and how it is sorted: the member `pg`.
public struct Page: Hashable, Sendable {
    /// The member the list is sorted by.
    public var sortBy: String
    /// The most entries of one answer.
    public var limit: Int64
    /// `asc` or `desc`.
    public var sortDir: String
    /// How many entries were skipped.
    public var offset: Int64

    /// Makes a page's description.
    public init(sortBy: String, limit: Int64, sortDir: String, offset: Int64) {
        self.sortBy = sortBy
        self.limit = limit
        self.sortDir = sortDir
        self.offset = offset
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        sortBy = try body.text("sortBy")
        limit = try body.int("limit")
        sortDir = try body.text("sortDir")
        offset = try body.int("offset")
    }

    package var json: JSON {
        [
            "sortBy": .string(sortBy), "limit": JSON(limit), "sortDir": .string(sortDir), "offset": JSON(offset),
        ]
    }
}
