// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The API token of a caller.
///
/// It does not print: descriptions, string interpolation and `dump` show a placeholder.
public struct AccessToken: Sendable {
    private let text: String

    /// Takes a token, without white space around it.
    ///
    /// Returns `nil` when nothing is left, or when the text has a character that a header cannot carry.
    public init?(_ text: some StringProtocol) {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let bytes = text.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.text = String(decoding: bytes, as: UTF8.self)
    }

    /// The value of the `Authorization` header.
    var authorization: String { "Token \(text)" }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder, never the token.
    public var description: String { "‹redacted›" }

    /// A placeholder, never the token.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
