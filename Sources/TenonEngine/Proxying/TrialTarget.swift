// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Path and query of a trial: nothing that could lead out of the definition's base path.
///
/// Stricter than the proxy, which carries what programs send: a path that is encoded twice is not for trying out.
struct TrialTarget: Sendable {
    /// From a slash on, or empty.
    let path: String
    /// Behind the question mark.
    let query: String?

    static let bytesMax = 4 << 10

    init(_ text: String) throws {
        let bytes = text.utf8
        var faults = Faults()
        if bytes.count > TrialTarget.bytesMax {
            faults.invalid("path", .longerThanBytes, ["bytes": String(TrialTarget.bytesMax)])
        }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "")
        query = parts.count > 1 ? String(parts[1]) : nil
        if !path.isEmpty, !path.hasPrefix("/") { faults.invalid("path", .beginsWithSlash) }
        if !bytes.allSatisfy(TrialTarget.isPlain) {
            faults.invalid("path", .notEncoded)
        }
        if TrialTarget.leadsAway(path) {
            faults.invalid("path", .dotSegments)
        }
        try faults.check()
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !##""#<>\^`{|}"##.utf8.contains(byte)
    }

    private static func leadsAway(_ path: String) -> Bool {
        let lower = path.lowercased()
        if ["%2e", "%2f", "%5c", "%25", "%00", "%c0", "%c1", "%e0%8"].contains(where: lower.contains) { return true }
        return lower.split(separator: "/").contains { segment in
            let name = segment.prefix { $0 != ";" }
            return name == "." || name == ".."
        }
    }
}
