// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What a database calls the types that migrations are written in.
///
/// The words are written in capitals and stand alone; everything else in a migration both databases understand.
package struct TypeWords: Sendable {
    private let words: [String: String]

    /// Names the types of one database.
    ///
    /// - Parameters:
    ///   - identity: `IDENTITY`: a 64-bit primary key that counts up and never gives a number twice.
    ///   - bigint: `BIGINT`: 64 bits, signed.
    ///   - text: `TEXT`: Unicode text that compares by its UTF-8 bytes.
    ///   - bytes: `BYTES`: bytes of any number.
    ///   - strict: `STRICT`, behind a table: columns hold nothing but their type.
    package init(identity: String, bigint: String, text: String, bytes: String, strict: String) {
        words = ["IDENTITY": identity, "BIGINT": bigint, "TEXT": text, "BYTES": bytes, "STRICT": strict]
    }

    package func translate(_ script: String) -> String {
        var translation = ""
        var rest = script[...]
        while let character = rest.first {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            if word.isEmpty {
                translation.append(character)
                rest.removeFirst()
            } else {
                translation += words[String(word)] ?? String(word)
                rest.removeFirst(word.count)
            }
        }
        return translation
    }
}
