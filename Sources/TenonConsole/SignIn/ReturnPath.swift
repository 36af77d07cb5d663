// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Where a person is led after signing in: a page of ours, and nothing else.
enum ReturnPath {
    /// More is nobody's address of ours.
    private static let bytesMax = 2000

    /// The path if it is one of ours, else the start page.
    ///
    /// Browsers read `//host` and `/\host` as another host.
    static func checked(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), text.utf8.count <= bytesMax, text != "/sign-in",
            !text.dropFirst().hasPrefix("/"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return text
    }

    /// The sign-in page, which leads back to `path`.
    static func signIn(for path: String?) -> String { door("/sign-in", to: path) }

    /// The way to the OpenID provider, and from there to `path`.
    static func provider(for path: String?) -> String { door("/sign-in/provider", to: path) }

    private static func door(_ door: String, to path: String?) -> String {
        let path = checked(path)
        return path == "/" ? door : "\(door)?to=\(encoded(path))"
    }

    /// Percent-encoded for a query.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-._~/".utf8.contains(byte)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
        }.joined()
    }
}
