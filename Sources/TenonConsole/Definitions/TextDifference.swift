// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Where a text differs from an older one: the lines between those with which both begin and those with which both end.
struct TextDifference: Hashable {
    /// The lines that are new, counted from 1; empty when lines were only taken away.
    let lines: Range<Int>
    /// How many lines of the older text stood there.
    let removed: Int

    /// `nil` when both are the same.
    init?(from old: String, to new: String) {
        guard old != new else { return nil }
        let (before, after) = (TextDifference.lines(of: old), TextDifference.lines(of: new))
        let least = min(before.count, after.count)
        var head = 0
        while head < least, before[head] == after[head] { head += 1 }
        var tail = 0
        while tail < least - head, before[before.count - 1 - tail] == after[after.count - 1 - tail] { tail += 1 }
        lines = head + 1..<after.count - tail + 1
        removed = before.count - tail - head
    }

    /// The lines of a text, the last of which has no end.
    static func lines(of text: String) -> [Substring] {
        text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
