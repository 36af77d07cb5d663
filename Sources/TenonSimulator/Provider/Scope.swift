// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The scopes of a request, in its order and each once.
struct Scope: Hashable, Sendable {
    /// The most scopes in one request.
    static let countMax = 256

    let names: [String]

    /// Reads scopes with spaces between them (RFC 6749 §3.3).
    init(spaced text: String) { self.init(text.split(separator: " ")) }

    /// Reads scopes with commas between them, as Slack writes them.
    init(commas text: String) { self.init(text.split { $0 == "," || $0 == " " }) }

    private init(_ parts: [Substring]) {
        var names: [String] = []
        for part in parts.prefix(Scope.countMax) where !names.contains(String(part)) { names.append(String(part)) }
        self.names = names
    }

    /// Whether each consists of the characters that RFC 6749 §3.3 lets in.
    var isWellFormed: Bool {
        names.allSatisfy { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C } }
    }
}
