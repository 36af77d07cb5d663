// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong with a request.
package struct Fault: Hashable, Sendable {
    /// What is wrong; `nil` for what only a program can do wrong, which has words for the wire alone.
    package let sentence: Sentence?
    /// The parameter that it is about, as the wire calls it.
    package let parameter: String?
    /// What people call the parameter, where a definition says that.
    package let label: String?
    /// The wire's words.
    package let message: String

    package init(_ message: String) { self.init(nil, nil, nil, message) }

    package init(_ sentence: Sentence) { self.init(sentence, nil, nil, sentence.description) }

    private init(_ sentence: Sentence?, _ parameter: String?, _ label: String?, _ message: String) {
        self.sentence = sentence
        self.parameter = parameter
        self.label = label
        self.message = message
    }

    package static func missing(_ parameter: String, label: String? = nil) -> Fault {
        let sentence = Sentence(.missing, ["parameter": parameter])
        return Fault(sentence, parameter, label, sentence.description)
    }

    package static func invalid(_ parameter: String, _ reason: Sentence, label: String? = nil) -> Fault {
        Fault(reason, parameter, label, words(parameter, reason.description))
    }

    package static func invalid(_ parameter: String, _ reason: String) -> Fault {
        Fault(nil, parameter, nil, words(parameter, reason))
    }

    private static func words(_ parameter: String, _ reason: String) -> String {
        "Invalid value of parameter '\(parameter)': \(reason)."
    }
}

/// Collects everything that is wrong with a request, so that the caller learns it in one answer.
package struct Faults: Sendable {
    package private(set) var all: [Fault] = []

    package init() {}

    package mutating func add(_ message: String) { all.append(Fault(message)) }
    package mutating func add(_ name: Sentence.Name, _ values: [String: String] = [:]) {
        all.append(Fault(Sentence(name, values)))
    }
    package mutating func add(contentsOf faults: Faults) { all += faults.all }

    package mutating func missing(_ parameter: String, label: String? = nil) {
        all.append(.missing(parameter, label: label))
    }

    package mutating func invalid(_ parameter: String, _ reason: String) { all.append(.invalid(parameter, reason)) }

    package mutating func invalid(_ parameter: String, _ reason: Sentence, label: String? = nil) {
        all.append(.invalid(parameter, reason, label: label))
    }

    package mutating func invalid(_ parameter: String, _ name: Sentence.Name, _ values: [String: String] = [:]) {
        invalid(parameter, Sentence(name, values))
    }

    package var isEmpty: Bool { all.isEmpty }

    /// The wire's words for each.
    package var messages: [String] { all.map(\.message) }

    /// Throws a ``TenonError`` `validationFailed` when anything was added.
    package func check() throws {
        guard isEmpty else { throw TenonError.validation(self) }
    }
}
