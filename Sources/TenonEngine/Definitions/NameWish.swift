// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// A name that somebody wishes for an app, made into some that the server could give.
struct NameWish {
    /// Words that stand in paths where a name could stand.
    static let reserved: Set<String> = ["connections", "apps", "app", "import"]

    private static let bytesMax = 40
    private static let triesMax = 8
    private static let suffixLength = 6

    /// Lower-case letters, digits and hyphens between them.
    let slug: String

    init(_ wish: String) {
        var slug = ""
        for character in wish.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                slug.append(character)
            } else if !slug.isEmpty, slug.last != "-" {
                slug.append("-")
            }
        }
        slug = String(slug.prefix(Self.bytesMax))
        while slug.last == "-" { slug.removeLast() }
        self.slug = slug.isEmpty ? "app" : slug
    }

    /// The wish, and then the wish with a random end.
    func names(except taken: Set<String>, _ randomness: any Randomness) -> [String] {
        let others = (0..<Self.triesMax).map { _ in
            slug + "-" + randomness.bytes(Self.suffixLength).map { String($0 % 36, radix: 36) }.joined()
        }
        return ([slug] + others).filter { !taken.contains($0) }
    }

    /// The names for a connection type of the app that is called so: the app's own, and then with a number.
    static func connections(of app: String, except taken: Set<String>) -> [String] {
        let others = (2...(CustomApp.connectionsMax * 5)).map { "\(app)-\($0)" }
        return ([app] + others).filter { !taken.contains($0) }
    }
}
