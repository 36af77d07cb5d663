// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonDomain
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

extension Response {
    /// One resource under its name.
    init(_ name: String, _ object: JSONObject) {
        self.init(json: .object([name: .object(object)]))
    }

    /// A list under its name, and the part of it that this is.
    init(_ name: String, _ objects: [JSONObject], page: TenonDomain.Page) {
        let part = TenonWire.Page(
            sortBy: page.sortBy.rawValue, limit: Int64(page.limit), sortDir: page.direction.rawValue,
            offset: Int64(page.offset))
        self.init(json: .object([name: .array(objects.map(JSON.object)), "pg": part.json]))
    }
}
