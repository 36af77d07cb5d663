// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Names one stored resource of a kind.
///
/// A positive integer on the wire, as in Make's API; safe to log and to place in a URL.
package struct Identifier<Resource>: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    /// For values that come from the database or a test.
    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// Returns `nil` when `text` is not a positive decimal integer that fits 63 bits.
    package init?(text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text), value > 0
        else { return nil }
        rawValue = value
    }

    package var description: String { String(rawValue) }
}

package typealias ConnectionID = Identifier<Connection>
package typealias OrganizationID = Identifier<Organization>
package typealias ScenarioID = Identifier<Scenario>
package typealias TeamID = Identifier<Team>
package typealias TokenID = Identifier<APIToken>
package typealias UserID = Identifier<User>
