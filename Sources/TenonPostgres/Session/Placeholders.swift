// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The placeholders of the one SQL in PostgreSQL's spelling.
enum Placeholders {
    /// Writes `?1` as `$1`, but not within quotes and comments.
    static func translate(_ sql: String) -> String {
        let bytes = Array(sql.utf8)
        var translation: [UInt8] = []
        translation.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let end = quotedEnd(bytes, from: index)
            if end > index {
                translation += bytes[index..<end]
                index = end
            } else {
                let isPlaceholder = bytes[index] == UInt8(ascii: "?") && isDigit(bytes, index + 1)
                translation.append(isPlaceholder ? UInt8(ascii: "$") : bytes[index])
                index += 1
            }
        }
        return String(decoding: translation, as: UTF8.self)
    }

    /// Where the text, name or comment that begins at `start` ends; `start` when none begins there.
    private static func quotedEnd(_ bytes: [UInt8], from start: Int) -> Int {
        let rest = bytes[start...]
        switch bytes[start] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            // A doubled quote ends one text and begins the next, which comes to the same.
            return rest.dropFirst().firstIndex(of: bytes[start]).map { $0 + 1 } ?? bytes.count
        case UInt8(ascii: "-") where rest.starts(with: "--".utf8):
            return rest.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        case UInt8(ascii: "/") where rest.starts(with: "/*".utf8):
            let end = rest.indices.dropFirst(2).first { bytes[$0...].starts(with: "*/".utf8) }
            return end.map { $0 + 2 } ?? bytes.count
        default:
            return start
        }
    }

    private static func isDigit(_ bytes: [UInt8], _ index: Int) -> Bool {
        index < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }
}
