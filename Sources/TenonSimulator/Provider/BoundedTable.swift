// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A dictionary that forgets its oldest entry when it is full.
///
/// A key that was removed and comes back keeps its old place in the queue.
struct BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    let countMax: Int
    private var values: [Key: Value] = [:]
    /// Keys from the oldest on; those that were removed meanwhile are skipped.
    private var order: [Key] = []
    private var oldest = 0

    init(countMax: Int) { self.countMax = countMax }

    var count: Int { values.count }

    /// The entries, oldest first.
    var entries: [(key: Key, value: Value)] {
        order[oldest...].compactMap { key in values[key].map { (key, $0) } }
    }

    /// Reads an entry; setting changes one that is there, and adds none.
    subscript(key: Key) -> Value? {
        get { values[key] }
        set { if values[key] != nil { values[key] = newValue } }
    }

    /// Adds an entry, and gives back the one that had to go for it.
    @discardableResult
    mutating func insert(_ value: Value, for key: Key) -> (key: Key, value: Value)? {
        if values.updateValue(value, forKey: key) == nil { order.append(key) }
        defer { compact() }
        guard values.count > countMax else { return nil }
        while oldest < order.count {
            let key = order[oldest]
            oldest += 1
            if let value = values.removeValue(forKey: key) { return (key, value) }
        }
        return nil
    }

    @discardableResult
    mutating func remove(_ key: Key) -> Value? { values.removeValue(forKey: key) }

    /// Keeps the list of keys within twice the entries.
    private mutating func compact() {
        guard order.count > 2 * countMax + 16 else { return }
        var kept = Set<Key>()
        order = order[oldest...].filter { values[$0] != nil && kept.insert($0).inserted }
        oldest = 0
    }
}
