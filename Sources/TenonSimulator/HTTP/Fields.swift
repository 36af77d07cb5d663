// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The fields of a query or of a form, in their order.
struct Fields: Sendable {
    struct Pair: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// The most fields that are read.
    static let countMax = 256

    let pairs: [Pair]

    init(_ pairs: [Pair] = []) { self.pairs = pairs }

    /// Returns `nil` when the text is malformed or has too many fields.
    init?(urlEncoded text: some StringProtocol) {
        let parts = text.split(separator: "&")
        guard parts.count <= Fields.countMax else { return nil }
        var pairs: [Pair] = []
        for part in parts {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true),
                let value = PercentEncoding.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            else { return nil }
            pairs.append(Pair(name: name, value: value))
        }
        self.pairs = pairs
    }

    /// The first value of the name; an empty one counts as missing (RFC 6749 §3.1).
    subscript(_ name: String) -> String? {
        pairs.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// Every value of the name.
    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// Whether a name stands there twice, which RFC 6749 §3.1 forbids.
    var hasDuplicates: Bool { Set(pairs.map(\.name)).count < pairs.count }

    /// The text of an URL-encoded form.
    static func encode(_ pairs: [(String, String)]) -> String {
        pairs.map { PercentEncoding.encode($0.0) + "=" + PercentEncoding.encode($0.1) }.joined(separator: "&")
    }
}
