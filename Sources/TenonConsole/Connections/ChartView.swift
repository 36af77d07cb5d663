// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Uses and errors over time, drawn as SVG by the server: numbers that the page's policy lets through, unlike styles.
struct ChartView {
    struct Rectangle {
        let x: String
        let y: String
        let width: String
        let height: String
    }

    struct Bar {
        /// What a pointer or a screen reader learns of it.
        let title: String
        let slotX: String
        let slotWidth: String
        let uses: Rectangle?
        let errors: Rectangle?
    }

    struct Mark {
        let x: String
        let text: String
    }

    private static let width = 720.0
    /// The line on which bars stand, and the space above the highest.
    private static let base = 112.0
    private static let top = 8.0

    let isDaily: Bool
    let label: String
    let total: String
    let failed: String
    let most: String
    let bars: [Bar]
    let marks: [Mark]

    init(_ usage: ConnectionUsage, isDaily: Bool, at now: Timestamp, strings: Strings) {
        self.isDaily = isDaily
        let span: Int64 = isDaily ? 86_400_000 : 3_600_000
        let count = isDaily ? ConnectionUsage.daysMax : ConnectionUsage.hoursMax
        let found = Dictionary(
            (isDaily ? usage.days : usage.hours).map { ($0.start.milliseconds, $0) },
            uniquingKeysWith: { first, _ in first })
        let last = now.milliseconds - now.milliseconds % span
        let starts = (0..<count).map { last - Int64(count - 1 - $0) * span }
        let buckets = starts.map { found[$0] }
        let highest = max(buckets.compactMap { $0?.uses }.max() ?? 0, 1)
        total = buckets.reduce(0) { $0 + ($1?.uses ?? 0) }.grouped
        failed = buckets.reduce(0) { $0 + ($1?.failures ?? 0) }.grouped
        most = highest.grouped
        label = strings(
            isDaily ? "chart.days" : "chart.hours",
            [
                "uses": strings("chart.uses", ["count": total]), "errors": strings("chart.errors", ["count": failed]),
                "most": most,
            ])
        let slot = ChartView.width / Double(count)
        bars = buckets.enumerated().map { index, bucket in
            ChartView.bar(
                bucket, at: starts[index], left: Double(index) * slot, slot: slot, highest: highest, isDaily, strings)
        }
        let step = isDaily ? 7 : 12
        marks = stride(from: 0, to: count, by: step).map { index in
            Mark(
                x: ChartView.text(Double(index) * slot + 1),
                text: ChartView.moment(Timestamp(milliseconds: starts[index]), isDaily, strings))
        }
    }

    private static func bar(
        _ bucket: ConnectionUsage.Bucket?, at start: Int64, left: Double, slot: Double, highest: Int, _ isDaily: Bool,
        _ strings: Strings
    ) -> Bar {
        let (uses, failures) = (bucket?.uses ?? 0, bucket?.failures ?? 0)
        // What happened at all can be seen.
        func height(_ count: Int) -> Double { count == 0 ? 0 : max(2, Double(count) / Double(highest) * (base - top)) }
        let (whole, bad) = (height(uses), height(failures))
        func rectangle(bottom: Double, height: Double) -> Rectangle? {
            guard height > 0 else { return nil }
            return Rectangle(
                x: text(left + 1.5), y: text(bottom - height), width: text(slot - 3), height: text(height))
        }
        let title = strings(
            "chart.bar",
            [
                "time": moment(Timestamp(milliseconds: start), isDaily, strings),
                "uses": strings("chart.uses", ["count": uses.grouped]),
                "errors": strings("chart.errors", ["count": failures.grouped]),
            ])
        return Bar(
            title: title, slotX: text(left), slotWidth: text(slot),
            uses: rectangle(bottom: base - bad, height: max(whole - bad, 0)),
            errors: rectangle(bottom: base, height: bad))
    }

    private static func moment(_ time: Timestamp, _ isDaily: Bool, _ strings: Strings) -> String {
        let text = time.iso8601
        let month = strings("time.month\(text.dropFirst(5).prefix(2))")
        let day = strings("chart.day", ["day": String(Int(text.dropFirst(8).prefix(2)) ?? 0), "month": month])
        return isDaily ? day : "\(day), \(text.dropFirst(11).prefix(5))"
    }

    /// With one decimal.
    private static func text(_ number: Double) -> String { String((number * 10).rounded() / 10) }
}
