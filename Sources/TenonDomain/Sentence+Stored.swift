// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Sentence {
    /// Sentences with values that are written down in English: why a third party did not answer.
    private static let stored: [Name] = [
        .hostNotAllowed, .addressNotAllowed, .nameNotResolved, .unreachable, .connectionLost, .tlsFailed,
        .responseTooLarge, .malformedAnswer, .requestNotMade, .redirected, .answered, .expressionFailed,
        .definitionsBroken, .issuerUnusable, .metadataNotRead, .metadataWithoutTLS, .requestNotSigned, .webhookAddress,
        .clientOfOtherVersion,
    ]

    /// The sentence that a text once written down is; `nil` when it is somebody else's.
    ///
    /// `lists` are those of other rooms, which causes may come from.
    package init?(stored text: String, lists: [any SentenceName.Type] = []) {
        let known = Name.allCases.filter { !$0.rawValue.contains("{") } + Self.stored
        for name in known {
            guard let found = Self.values(of: name.rawValue, in: text) else { continue }
            self.init(name, found.mapValues { .text($0) }.merging(Self.causes(found, lists)) { $1 })
            return
        }
        return nil
    }

    /// The `reason` among the values, when it is a sentence as well.
    private static func causes(_ values: [String: String], _ lists: [any SentenceName.Type]) -> [String: Value] {
        guard let reason = values["reason"] else { return [:] }
        let all = [Name.self] + lists
        return all.lazy.compactMap { cause(reason, among: $0) }.first.map { ["reason": .sentence($0)] } ?? [:]
    }

    private static func cause<List: SentenceName>(_ text: String, among _: List.Type) -> Sentence? {
        for name in List.allCases where !name.rawValue.hasPrefix("{") {
            if let values = values(of: name.rawValue, in: text) { return Sentence(of: name, values) }
        }
        return nil
    }

    /// What stands in `text` in the places for values in `words`; `nil` when the rest is another.
    private static func values(of words: String, in text: String) -> [String: String]? {
        var values: [String: String] = [:]
        var (words, rest) = (Substring(words), Substring(text))
        while let open = words.firstIndex(of: "{"), let close = words[open...].firstIndex(of: "}") {
            guard rest.hasPrefix(words[..<open]) else { return nil }
            rest = rest.dropFirst(words[..<open].count)
            let name = String(words[words.index(after: open)..<close])
            words = words[words.index(after: close)...]
            let next = words.prefix { $0 != "{" }
            // The last value reaches as far as it can, any other to what follows it first.
            let isLast = next.endIndex == words.endIndex
            guard !isLast || rest.hasSuffix(next) else { return nil }
            guard
                let end = isLast
                    ? rest.index(rest.endIndex, offsetBy: -next.count, limitedBy: rest.startIndex)
                    : next.isEmpty ? nil : rest.firstRange(of: next)?.lowerBound
            else { return nil }
            values[name] = String(rest[..<end])
            rest = rest[end...]
        }
        return rest == words ? values : nil
    }
}
