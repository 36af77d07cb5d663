// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

extension Function {
    static let listFunctions: [Function] =
        selectingFunctions + [
            Function("length", 1...1) { _, arguments in
                switch arguments[0].content {
                case .collection(let collection): .number(collection.count)
                case .array(let elements): .number(elements.count)
                case .binary(let bytes): .number(bytes.count)
                default: .number(arguments[0].text.count)
                }
            },
            Function("join", 2...2) { evaluator, arguments in
                let elements = arguments[0].elements
                let separator = arguments[1].text
                let (bytes, overflow) = separator.utf8.count.multipliedReportingOverflow(by: elements.count)
                try evaluator.charge(bytes: overflow ? .max : bytes)
                return .text(elements.map(\.text).joined(separator: separator))
            },
            Function("split", 2...2) { evaluator, arguments in
                let (text, separator) = (arguments[0].text, arguments[1].text)
                guard !text.isEmpty else { return .array([]) }
                let pieces =
                    separator.isEmpty
                    ? text.map { String($0) }
                    : text.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
                try evaluator.charge(steps: pieces.count)
                return .array(pieces.map { Value.text($0) })
            },
            // distinct(array; key): of elements that are the same, the first.
            Function("distinct", 1...2) { _, arguments in
                var seen = Set<String>()
                let key = arguments[orNull: 1]
                return .array(
                    arguments[0].elements.filter { element in
                        seen.insert((key.isNull ? element : element.at(path: key.text)).identity).inserted
                    })
            },
            Function(
                "merge", 1...argumentsMax,
                .selecting { _, arguments in
                    let collections = arguments.compactMap(\.collection)
                    if collections.count == arguments.count {
                        return .collection(collections.reduce(ValueCollection()) { $0.merging($1) })
                    }
                    return .array(arguments.flatMap(\.elements))
                }),
            // sort(array; asc | desc | asc ci | desc ci; key)
            Function("sort", 1...3) { _, arguments in
                let order = arguments[orNull: 1].text
                let key = arguments[orNull: 2]
                let keyed = arguments[0].elements.map { element -> (element: Value, key: Value) in
                    let value = key.isNull ? element : element.at(path: key.text)
                    return (element, order.hasSuffix("ci") ? .text(value.text.lowercased()) : value)
                }
                let sorted = keyed.sorted { $0.key.precedes($1.key) }.map(\.element)
                return .array(order.hasPrefix("desc") ? sorted.reversed() : sorted)
            },
            Function(
                "reverse", 1...1,
                .selecting { _, arguments in
                    guard case .text(let text) = arguments[0].content else {
                        return .array(arguments[0].elements.reversed())
                    }
                    return .text(String(text.reversed()), isSecret: arguments[0].isSecret)
                }),
            // slice(array; start; end), counted from 0 as in Make, negative from the end.
            Function(
                "slice", 2...3,
                .selecting { _, arguments in
                    let elements = arguments[0].elements
                    func index(_ value: Value, _ otherwise: Int) -> Int {
                        guard let number = value.int else { return otherwise }
                        return min(max(number < 0 ? elements.count + number : number, 0), elements.count)
                    }
                    let start = index(arguments[1], 0)
                    let end = index(arguments[orNull: 2], elements.count)
                    return .array(start < end ? Array(elements[start..<end]) : [])
                }),
            Function("contains", 2...2) { _, arguments in
                if case .array(let elements) = arguments[0].content {
                    return .bool(elements.contains { $0.looselyEquals(arguments[1]) })
                }
                return .bool(arguments[0].text.contains(arguments[1].text))
            },
            Function("keys", 1...1) { _, arguments in
                .array((arguments[0].collection?.names ?? []).map { Value.text($0) })
            },
            Function(
                "add", 2...argumentsMax, .selecting { _, arguments in .array(arguments[0].elements + arguments[1...]) }),
            Function("remove", 2...argumentsMax) { _, arguments in
                .array(
                    arguments[0].elements.filter { element in !arguments[1...].contains { element.looselyEquals($0) } })
            },
            Function(
                "flatten", 1...1,
                .selecting { evaluator, arguments in
                    var flat: [Value] = []
                    var pending = Array(arguments[0].elements.reversed())
                    while let element = pending.popLast() {
                        try evaluator.charge(steps: 1)
                        if case .array(let inner) = element.content {
                            pending += inner.reversed()
                        } else {
                            flat.append(element)
                        }
                    }
                    return .array(flat)
                }),
            Function("toArray", 1...1) { _, arguments in
                guard let collection = arguments[0].collection else { return .array(arguments[0].elements) }
                return .array(
                    collection.map {
                        Value.collection(ValueCollection([("key", .text($0.name)), ("value", $0.value)]))
                    })
            },
            // toCollection(array; key; value): a member for each element, named and valued by its members.
            Function("toCollection", 3...3) { _, arguments in
                var collection = ValueCollection()
                for element in arguments[0].elements {
                    let name = element.at(path: arguments[1].text)
                    collection[name.text] = element.at(path: arguments[2].text).tainted(name.isSecret)
                }
                return .collection(collection)
            },
        ]

    private static let selectingFunctions: [Function] = [
        Function("get", 2...2, .selecting { _, arguments in arguments[0].at(path: arguments[1].text) }),
        Function("first", 1...1, .selecting { _, arguments in arguments[0].elements.first ?? .null }),
        Function("last", 1...1, .selecting { _, arguments in arguments[0].elements.last ?? .null }),
        // map(array; path; key; values): that member of each element, of those whose key is one of the values.
        Function(
            "map", 2...4,
            .selecting { evaluator, arguments in
                var elements = arguments[0].elements
                if !arguments[orNull: 2].isNull {
                    var wanted = arguments[orNull: 3].elements
                    if case .text(let text) = arguments[orNull: 3].content {
                        wanted = text.split(separator: ",").map { Value.text($0.trimmingSpace()) }
                    }
                    try evaluator.charge(steps: wanted.count * elements.count)
                    elements = elements.filter { element in
                        let value = element.at(path: arguments[2].text)
                        return wanted.contains { value.looselyEquals($0) }
                    }
                }
                return .array(elements.map { $0.at(path: arguments[1].text) })
            }),
        Function(
            "omit", 2...argumentsMax,
            .selecting { _, arguments in
                let names = Set(arguments[1...].flatMap(\.elements).map(\.text))
                return arguments[0].collection.map { Value.collection($0.keeping { !names.contains($0.name) }) }
                    ?? .null
            }),
        // ◆ collection(name; value; …), without those whose value is ignore; expressions have no literals for it.
        Function(
            "collection", 0...argumentsMax,
            .selecting { _, arguments in
                guard arguments.count % 2 == 0 else { throw ExpressionError(.namesWithoutValues) }
                var collection = ValueCollection()
                for index in stride(from: 0, to: arguments.count, by: 2) where arguments[index + 1].content != .ignore {
                    // Names are logged, values are not.
                    guard !arguments[index].isSecret else { throw ExpressionError(.secretInFieldName) }
                    collection[arguments[index].text] = arguments[index + 1]
                }
                return .collection(collection)
            }),
        Function(
            "pick", 2...argumentsMax,
            .selecting { _, arguments in
                let names = Set(arguments[1...].flatMap(\.elements).map(\.text))
                return arguments[0].collection.map { Value.collection($0.keeping { names.contains($0.name) }) } ?? .null
            }),
    ]
}

extension Value {
    /// The part at a path such as `a.b[2]` or `3`, where a number counts from 1.
    fileprivate func at(path: String) -> Value {
        var value = self
        for piece in path.split(whereSeparator: { ".[]".contains($0) }) {
            if case .array = value.content, let number = Int(piece) {
                value = Evaluator.part(of: value, .element(number))
            } else {
                value = Evaluator.part(of: value, .member(String(piece)))
            }
        }
        return value
    }

    /// A text that only equal values share.
    fileprivate var identity: String { "\(kind):\(text)" }
}
