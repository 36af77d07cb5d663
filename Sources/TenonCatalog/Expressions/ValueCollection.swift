// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Named values in the order in which they were set.
package struct ValueCollection: Sendable, Sequence {
    package struct Entry: Sendable, Equatable {
        package let name: String
        package var value: Value
    }

    private var entries: [Entry] = []
    private var positions: [String: Int] = [:]

    package init() {}

    package init(_ entries: [(String, Value)]) {
        for (name, value) in entries { self[name] = value }
    }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }
    package var names: [String] { entries.map(\.name) }

    /// Reads the value of that name; sets it in its place, appends it when new, removes it when set to `nil`.
    package subscript(_ name: String) -> Value? {
        get { positions[name].map { entries[$0].value } }
        set {
            switch (positions[name], newValue) {
            case (let position?, let value?): entries[position].value = value
            case (let position?, nil):
                entries.remove(at: position)
                positions = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
            case (nil, let value?):
                positions[name] = entries.count
                entries.append(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    package func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }

    package func mapValues(_ transform: (Value) -> Value) -> ValueCollection {
        var mapped = self
        for index in mapped.entries.indices { mapped.entries[index].value = transform(entries[index].value) }
        return mapped
    }

    /// The entries for which `isIncluded` holds, in their order.
    package func keeping(_ isIncluded: (Entry) -> Bool) -> ValueCollection {
        ValueCollection(entries.filter(isIncluded).map { ($0.name, $0.value) })
    }

    /// These entries, and `other`'s over them.
    package func merging(_ other: ValueCollection) -> ValueCollection {
        var merged = self
        for entry in other { merged[entry.name] = entry.value }
        return merged
    }
}

extension ValueCollection: Equatable {
    package static func == (left: ValueCollection, right: ValueCollection) -> Bool { left.entries == right.entries }
}

extension ValueCollection: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The number of entries only: values may be secrets.
    package var description: String { "‹\(count) values›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
