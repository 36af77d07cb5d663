// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The query, value by value.
extension Input {
    /// The required identifier of that name in the query.
    package mutating func identifier<Resource>(query name: String) -> Identifier<Resource>? {
        guard let text = value(query.values(name), name) else {
            if query.values(name).isEmpty { faults.missing(name) }
            return nil
        }
        guard let identifier = Identifier<Resource>(text: text) else {
            faults.invalid(name, "must be a positive whole number")
            return nil
        }
        return identifier
    }

    /// The identifier of that name in the query; `nil` when it is not there.
    package mutating func optionalIdentifier<Resource>(query name: String) -> Identifier<Resource>? {
        query.values(name).isEmpty ? nil : identifier(query: name)
    }

    /// The text of that name in the query; `nil` when it is not there.
    package mutating func optionalText(query name: String) -> String? { value(query.values(name), name) }

    /// The moment of that name in the query, in ISO 8601; `nil` when it is not there.
    package mutating func optionalMoment(query name: String) -> Timestamp? {
        guard let text = value(query.values(name), name) else { return nil }
        if let moment = Timestamp(iso8601: text) { return moment }
        faults.invalid(name, "must be a moment in ISO 8601")
        return nil
    }

    /// The positive whole number of that name in the query; `nil` when it is not there.
    package mutating func optionalNumber(query name: String) -> Int64? {
        guard let text = value(query.values(name), name) else { return nil }
        guard let number = Int64(text), number > 0, !text.hasPrefix("+") else {
            faults.invalid(name, "must be a positive whole number")
            return nil
        }
        return number
    }

    package mutating func bool(query name: String, default fallback: Bool) -> Bool {
        guard let text = value(query.values(name), name) else { return fallback }
        switch text.lowercased() {
        case "true", "1": return true
        case "false", "0": return false
        default:
            faults.invalid(name, "must be true or false")
            return fallback
        }
    }

    /// One of a few words in any case; `nil` when the parameter is not there.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        query name: String, of _: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = value(query.values(name), name) else { return nil }
        return choice(text, name)
    }

    /// The part of the list that is asked for, of what is in the order in which it happened: the newest first.
    package mutating func historyPage() -> Page {
        var page = page(sortedBy: .id, .descending)
        if page.sortBy != .id { faults.invalid("pg[sortBy]", "must be 'id'") }
        page.sortBy = .id
        return page
    }

    /// The part of the list that is asked for: `pg[limit]`, `pg[offset]`, `pg[sortBy]` and `pg[sortDir]`.
    package mutating func page(sortedBy key: Page.SortKey, _ direction: Page.Direction = .ascending) -> Page {
        var page = Page(sortBy: key, direction: direction)
        if let limit = number("pg", "limit", in: 1...Int64(Page.limitMax)) { page.limit = Int(limit) }
        if let offset = number("pg", "offset", in: 0...Int64(Int32.max)) { page.offset = Int(offset) }
        if let text = value(query.values("pg", key: "sortBy"), "pg[sortBy]"),
            let key: Page.SortKey = choice(text, "pg[sortBy]")
        {
            page.sortBy = key
        }
        if let text = value(query.values("pg", key: "sortDir"), "pg[sortDir]"),
            let direction: Page.Direction = choice(text, "pg[sortDir]")
        {
            page.direction = direction
        }
        return page
    }

    private mutating func number(_ name: String, _ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let text = value(query.values(name, key: key), "\(name)[\(key)]") else { return nil }
        guard let number = Int64(text), range.contains(number), !text.hasPrefix("+") else {
            faults.invalid(
                "\(name)[\(key)]", "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// The one value among `values`.
    private mutating func value(_ values: [String], _ name: String) -> String? {
        if values.count > 1 { faults.invalid(name, "was given more than once") }
        return values.count == 1 ? values[0] : nil
    }
}
