// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// A request's query: its parameters in order, with the brackets of their names taken apart.
package struct Query: Sendable {
    /// One `name[key]=value`; `key` is `nil` without brackets.
    struct Parameter: Hashable, Sendable {
        let name: String
        let key: String?
        let value: String
    }

    private let parameters: [Parameter]

    package static let empty = Query(parameters: [])

    private init(parameters: [Parameter]) { self.parameters = parameters }

    /// Takes names, with the brackets in them, and values that are decoded already.
    init(fields: [(name: String, value: String)]) {
        parameters = fields.map { Query.parameter($0.name, $0.value) }
    }

    /// Takes the query apart; what is malformed is left out and written to `faults`.
    package init(_ text: String, bytesMax: Int, parametersMax: Int, faults: inout Faults) {
        guard text.utf8.count <= bytesMax else {
            faults.add(.queryTooLong, ["bytes": String(bytesMax)])
            parameters = []
            return
        }
        let pairs = text.split(separator: "&")
        guard pairs.count <= parametersMax else {
            faults.add(.queryTooMany, ["count": String(parametersMax)])
            parameters = []
            return
        }
        var malformed = 0
        parameters = pairs.compactMap { pair in
            let parameter = Query.parameter(pair)
            if parameter == nil { malformed += 1 }
            return parameter
        }
        if malformed > 0 { faults.add(.queryMalformed, ["count": String(malformed)]) }
    }

    private static func parameter(_ pair: Substring) -> Parameter? {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = PercentDecoding.text(parts[0], plusIsSpace: true),
            let value = PercentDecoding.text(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
        else { return nil }
        return Query.parameter(name, value)
    }

    private static func parameter(_ name: String, _ value: String) -> Parameter {
        guard name.hasSuffix("]"), let open = name.firstIndex(of: "["), open != name.startIndex else {
            return Parameter(name: name, key: nil, value: value)
        }
        return Parameter(
            name: String(name[..<open]), key: String(name[name.index(after: open)...].dropLast()), value: value)
    }

    /// The names of all parameters that are arrays or single values, each once, in order.
    package var names: [String] {
        var seen = Set<String>()
        return parameters.filter { Query.isElement($0) && seen.insert($0.name).inserted }.map(\.name)
    }

    /// The values of `name`, `name[]` and `name[0]`: those with a number by their number, then the others in order.
    ///
    /// `nil` when there is none.
    package func array(_ name: String) -> [String]? {
        let elements = parameters.filter { $0.name == name && Query.isElement($0) }
        guard !elements.isEmpty else { return nil }
        let places = elements.enumerated().map { index, element in
            (number: element.key.flatMap { Int($0) } ?? Int.max, index: index, value: element.value)
        }
        return places.sorted { ($0.number, $0.index) < ($1.number, $1.index) }.map(\.value)
    }

    /// The one value of `name`; `nil` when there is none, or more than one.
    package func text(_ name: String) -> String? {
        let found = values(name)
        return found.count == 1 ? found[0] : nil
    }

    /// The values of `name` without brackets.
    package func values(_ name: String) -> [String] {
        parameters.filter { $0.name == name && $0.key == nil }.map(\.value)
    }

    /// The values of `name[key]`.
    package func values(_ name: String, key: String) -> [String] {
        parameters.filter { $0.name == name && $0.key == key }.map(\.value)
    }

    /// Whether the parameter is a value of its name: not a member of it, as `pg[limit]` is.
    private static func isElement(_ parameter: Parameter) -> Bool {
        parameter.key?.utf8.allSatisfy { (0x30...0x39).contains($0) } ?? true
    }
}
