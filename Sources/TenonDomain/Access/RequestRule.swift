// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Requests that a narrowed API token may send through the proxy: `GET /v1/**`.
///
/// Methods, separated by commas, or `*` for any; a space; a pattern over the path behind `/proxy/{connectionId}`, as it
/// is sent. In the pattern `*` stands for anything within one segment, and `**`, as a segment of its own, for any number
/// of segments, none included. Everything else stands for itself: a path that spells the same differently does not
/// match, which only ever allows less.
package struct RequestRule: Sendable, Hashable, CustomStringConvertible {
    /// Why a text is no rule.
    package struct Fault: Error, Hashable { package let reason: Sentence }

    /// The longest rule.
    package static let bytesMax = 512
    private static let methodsMax = 16

    /// Empty for any.
    private let methods: Set<String>
    private let segments: [Segment]
    /// As it was written.
    package let description: String

    private enum Segment: Hashable {
        case literal([UInt8])
        /// With a `*` somewhere.
        case pattern([UInt8])
        case any

        /// Whether two stars stand together, which would look like what it is not.
        var isDoubled: Bool {
            guard case .pattern(let bytes) = self else { return false }
            return zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "*") && $1 == UInt8(ascii: "*") }
        }
    }

    package init(_ text: String) throws(Fault) {
        guard text.utf8.count <= RequestRule.bytesMax else {
            throw Fault(reason: Sentence(.ruleTooLong, ["limit": String(RequestRule.bytesMax)]))
        }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw Fault(reason: Sentence(.ruleShape)) }
        methods = try RequestRule.methods(parts[0])
        guard parts[1].hasPrefix("/") else { throw Fault(reason: Sentence(.rulePath)) }
        guard parts[1].utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#"?#"<>\^`{|}"#.utf8.contains($0) }) else {
            throw Fault(reason: Sentence(.ruleCharacters))
        }
        segments = RequestRule.split(Array(parts[1].utf8)).map { segment in
            if segment.elementsEqual("**".utf8) { return .any }
            return segment.contains(UInt8(ascii: "*")) ? .pattern(Array(segment)) : .literal(Array(segment))
        }
        guard !segments.contains(where: { $0.isDoubled }) else {
            throw Fault(reason: Sentence(.ruleStars))
        }
        description = text
    }

    private static func methods(_ text: Substring) throws(Fault) -> Set<String> {
        if text == "*" { return [] }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let isWord = { (name: String) in
            !name.isEmpty && name.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "-") }
        }
        guard names.count <= methodsMax, names.allSatisfy(isWord) else {
            throw Fault(reason: Sentence(.ruleMethods))
        }
        return Set(names)
    }

    /// The segments behind the first slash.
    private static func split(_ path: [UInt8]) -> [ArraySlice<UInt8>] {
        path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    // MARK: - Matching

    /// Whether the rule allows the request; `path` is empty or begins with a slash, and has no query.
    package func allows(method: String, path: String) -> Bool {
        guard methods.isEmpty || methods.contains(method) else { return false }
        return matches(RequestRule.split(path.isEmpty ? [UInt8(ascii: "/")] : Array(path.utf8)))
    }

    /// Matches with one step back to the last `**`, so that the work is bounded by the product of the lengths.
    private func matches(_ path: [ArraySlice<UInt8>]) -> Bool {
        var (index, position) = (0, 0)
        var retry: (index: Int, position: Int)?
        while position < path.count {
            if index < segments.count {
                switch segments[index] {
                case .any:
                    if index == segments.count - 1 { return true }
                    retry = (index, position)
                    index += 1
                    continue
                case .literal(let bytes) where path[position].elementsEqual(bytes),
                    .pattern(let bytes) where RequestRule.matches(path[position], bytes):
                    index += 1
                    position += 1
                    continue
                default: break
                }
            }
            // What a `**` in the middle swallows must be what it looks like.
            guard let last = retry, RequestRule.isPlain(path[last.position]) else { return false }
            retry = (last.index, last.position + 1)
            (index, position) = (last.index + 1, last.position + 1)
        }
        return segments[index...].allSatisfy { $0 == .any }
    }

    private static func matches(_ segment: ArraySlice<UInt8>, _ pattern: [UInt8]) -> Bool {
        guard isPlain(segment) else { return false }
        var (index, position) = (0, segment.startIndex)
        var retry: (index: Int, position: Int)?
        while position < segment.endIndex {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                retry = (index, position)
                index += 1
            } else if index < pattern.count, pattern[index] == segment[position] {
                index += 1
                position += 1
            } else if let last = retry {
                retry = (last.index, last.position + 1)
                (index, position) = (last.index + 1, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Whether nothing in the segment turns into a slash, a question mark or another escape when it is decoded: a server
    /// that decodes before it routes would see another path than we do.
    private static func isPlain(_ segment: ArraySlice<UInt8>) -> Bool {
        var index = segment.startIndex
        while index < segment.endIndex {
            if segment[index] == UInt8(ascii: "%"), index + 2 < segment.endIndex {
                let code = String(decoding: segment[(index + 1)...(index + 2)], as: UTF8.self).lowercased()
                if ["2f", "5c", "3f", "23", "25"].contains(code) { return false }
            }
            index += 1
        }
        return true
    }
}
