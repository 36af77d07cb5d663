// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// What a caller sent, read value by value; everything that is wrong is collected, so that it comes in one answer.
///
/// A method that returns `nil` for something required has written down why.
package struct Input: Sendable {
    package let query: Query
    /// `nil` when no body was expected, or it could not be read.
    package let body: JSONObject?
    /// What is wrong so far.
    package var faults: Faults

    package init(query: Query, body: JSONObject?, faults: Faults) {
        self.query = query
        self.body = body
        self.faults = faults
    }

    /// Throws everything that is wrong, if anything is.
    package func check() throws { try faults.check() }

    /// Throws everything that is wrong, if anything is, and else hands the value back.
    package func checked<Value>(_ value: Value?) throws -> Value {
        try faults.check()
        guard let value else { throw TenonError.validation(["Missing value."]) }
        return value
    }

    /// The word among those of `Choice`, in any case.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String, _ name: String
    ) -> Choice? where Choice.RawValue == String {
        let word = text.lowercased()
        if let choice = Choice.allCases.first(where: { $0.rawValue.lowercased() == word }) { return choice }
        faults.invalid(name, "must be one of \(Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))")
        return nil
    }
}
