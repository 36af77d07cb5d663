// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

extension Function {
    static let textFunctions: [Function] = [
        text("lower") { $0.lowercased() },
        text("upper") { $0.uppercased() },
        text("capitalize") { $0.prefix(1).uppercased() + $0.dropFirst() },
        text("startcase") { text in
            text.split(separator: " ", omittingEmptySubsequences: false)
                .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: " ")
        },
        text("trim") { $0.trimmingSpace() },
        text("toString") { $0 },
        text("encodeURL") { PercentEncoding.encode($0) },
        Function("decodeURL", 1...1) { _, arguments in
            PercentEncoding.decode(arguments[0].text).map { Value.text($0) } ?? .null
        },
        Function("replace", 3...3) { evaluator, arguments in
            let replacement = arguments[2].text
            if case .pattern(let pattern) = arguments[1].content {
                return .text(try evaluator.replacing(pattern, in: arguments[0].text, with: replacement))
            }
            let (subject, wanted) = (arguments[0].text, arguments[1].text)
            guard !wanted.isEmpty else { return .text(subject) }
            let pieces = subject.split(separator: wanted, omittingEmptySubsequences: false)
            try evaluator.charge(steps: pieces.count)
            let (grown, overflow) = pieces.count.multipliedReportingOverflow(by: replacement.utf8.count)
            try evaluator.charge(bytes: overflow ? .max : grown)
            return .text(pieces.joined(separator: replacement))
        },
        // substring(text; start; end), counted from 0 as in Make.
        Function("substring", 2...3) { _, arguments in
            let characters = Array(arguments[0].text)
            let start = min(max(arguments[1].int ?? 0, 0), characters.count)
            let end = min(max(arguments[orNull: 2].int ?? characters.count, 0), characters.count)
            return .text(String(characters[min(start, end)..<max(start, end)]))
        },
        // indexOf(text; wanted; from), counted from 0; -1 when it is not there.
        Function("indexOf", 2...3) { _, arguments in
            let text = arguments[0].text
            let from = min(max(arguments[orNull: 2].int ?? 0, 0), text.count)
            let start = text.index(text.startIndex, offsetBy: from)
            guard let found = text[start...].firstRange(of: arguments[1].text) else { return .number(-1) }
            return .number(text.distance(from: text.startIndex, to: found.lowerBound))
        },
        // ◆ The host of a URL, or of a text such as `example.com/path`, in brackets when it is an IPv6 address;
        // null when there is none.
        Function("hostOf", 1...1) { _, arguments in
            guard let address = WebAddress(lenient: arguments[0].text) else { return .null }
            return .text(address.hostInURL)
        },
        // ◆ Scheme, host and port of a URL, `https` when it has no scheme; null when there is no host.
        Function("originOf", 1...1) { _, arguments in
            guard let address = WebAddress(lenient: arguments[0].text) else { return .null }
            let usual = address.scheme == .https ? 443 : 80
            let port = address.port == usual ? "" : ":\(address.port)"
            return .text("\(address.scheme.rawValue)://\(address.hostInURL)\(port)")
        },
        // ◆ The URL with `https://` before it when it has no scheme, and without slashes at its end.
        Function("baseURL", 1...1) { _, arguments in
            var text = arguments[0].text.trimmingSpace()
            while text.hasSuffix("/") { text.removeLast() }
            guard !text.isEmpty else { return .null }
            return .text(text.contains("://") ? text : "https://" + text)
        },
    ]

    private static func text(_ name: String, _ body: @escaping @Sendable (String) -> String) -> Function {
        Function(name, 1...1) { _, arguments in .text(body(arguments[0].text)) }
    }
}

extension Evaluator {
    /// Replaces the first occurrence, or all with the flag `g`.
    ///
    /// `$1`, `$<name>`, `$&` and `$$` in `template` stand for what was found.
    fileprivate mutating func replacing(_ pattern: BoundedRegex, in text: String, with template: String) throws
        -> String
    {
        let subject = text.unicodeScalars.map(\.value)
        let replacement = Array(template)
        var result: [UInt32] = []
        var position = 0
        while position <= subject.count,
            let match = try pattern.firstMatch(in: subject, from: position, steps: &regexStepsLeft)
        {
            let found = expand(replacement, match, subject, pattern)
            try charge(steps: 1)
            try charge(bytes: found.count)
            result += subject[position..<match.range.lowerBound]
            result += found
            position = match.range.upperBound
            if match.range.isEmpty {
                if position < subject.count { result.append(subject[position]) }
                position += 1
            }
            if !pattern.flags.contains(.global) { break }
        }
        if position < subject.count { result += subject[position...] }
        return String(String.UnicodeScalarView(result.compactMap { UnicodeScalar($0) }))
    }

    private func expand(
        _ template: [Character], _ match: BoundedRegex.Match, _ subject: [UInt32], _ pattern: BoundedRegex
    ) -> [UInt32] {
        var result: [UInt32] = []
        var index = 0
        func group(_ number: Int) -> ArraySlice<UInt32>? {
            guard (1...max(1, match.groups.count)).contains(number), number <= match.groups.count else { return nil }
            return match.groups[number - 1].map { subject[$0] } ?? []
        }
        while index < template.count {
            let rest = template[(index + 1)...]
            if template[index] == "$", let next = rest.first {
                if next == "$" || next == "&" {
                    result += next == "$" ? [0x24] : Array(subject[match.range])
                    index += 2
                    continue
                }
                if let number = next.wholeNumberValue, let found = group(number) {
                    result += found
                    index += 2
                    continue
                }
                if next == "<", let end = rest.firstIndex(of: ">"),
                    let found = pattern.groupNames[String(template[index + 2..<end])].flatMap(group)
                {
                    result += found
                    index = end + 1
                    continue
                }
            }
            result += template[index].unicodeScalars.map(\.value)
            index += 1
        }
        return result
    }
}
