// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Collects everything that is wrong with a request, so that the caller learns it in one answer.
package struct Faults: Sendable {
    package private(set) var messages: [String] = []

    package init() {}

    package mutating func add(_ message: String) { messages.append(message) }
    package mutating func add(contentsOf messages: [String]) { self.messages += messages }

    package mutating func missing(_ parameter: String) {
        add("Missing value of required parameter '\(parameter)'.")
    }

    package mutating func invalid(_ parameter: String, _ reason: String) {
        add("Invalid value of parameter '\(parameter)': \(reason).")
    }

    package var isEmpty: Bool { messages.isEmpty }

    /// Throws ``TenonError/validation(_:)`` when anything was added.
    package func check() throws {
        guard isEmpty else { throw TenonError.validation(messages) }
    }
}
