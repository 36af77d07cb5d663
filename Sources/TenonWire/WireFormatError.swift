// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// An answer that is not what the wire promises.
///
/// Names the member and what was expected there, never its value.
public struct WireFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The member, from the outside in: `connection.metadata.value`.
    public let member: String
    /// What should have been there: `text`, `a whole number`.
    public let expected: String

    package init(member: String, expected: String) {
        self.member = member
        self.expected = expected
    }

    /// One sentence.
    public var description: String { "The member '\(member)' is not \(expected)." }

    /// The same fault seen from the object around it.
    func within(_ outer: String) -> WireFormatError {
        WireFormatError(member: member.isEmpty ? outer : "\(outer).\(member)", expected: expected)
    }
}
