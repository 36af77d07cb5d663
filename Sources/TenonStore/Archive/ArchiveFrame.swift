// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The pieces of an archive: a byte for the kind, four for the length, the content, and SHA-256 over the digest of the
/// piece before and all of that.
///
/// The chain of digests says that no piece is changed, missing or in another's place, and the last piece that it is the
/// last. It does not say who wrote it.
enum ArchiveFrame {
    static let magic = Array("tenon archive 1\n".utf8)
    static let digestBytes = 32
    static let headBytes = 5
    /// No content is larger: a row has some megabytes at most.
    static let contentBytesMax = 256 << 20

    enum Kind: UInt8 {
        /// JSON: schema, time, program, root keys, counters.
        case header = 72
        /// JSON: the table whose rows follow.
        case table = 84
        /// Rows of the table.
        case rows = 82
        /// JSON: how many rows there are.
        case end = 69
    }

    static func head(_ kind: Kind, count: Int) -> [UInt8] {
        var head = [kind.rawValue]
        RowCoding.append(UInt32(count), to: &head)
        return head
    }

    static func digest(after previous: [UInt8], head: [UInt8], content: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: head)
        hash.update(data: content)
        return Array(hash.finalize())
    }
}
