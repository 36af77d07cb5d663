// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Finds the host that a URL of a definition speaks of, as an entry for `hosts`.
enum HostFinder {
    private enum Piece {
        case literal(String)
        /// What stands between the braces.
        case expression(String)

        var source: String {
            switch self {
            case .literal(let text): text
            case .expression(let text): "{{\(text)}}"
            }
        }
    }

    /// The entry, with expressions where the URL has some in its host.
    ///
    /// `nil` for a relative URL, and for one that cannot be read: what is wrong with it, the decoder says.
    static func entry(for url: String) -> String? {
        guard let pieces = pieces(url), let first = pieces.first else { return nil }
        if case .expression(let source) = first, isWholeHost(pieces) { return "{{hostOf(\(source))}}" }
        guard let (scheme, rest) = behindScheme(pieces) else { return nil }
        let authority = authority(of: rest)
        guard !authority.contains("@"), !authority.isEmpty else { return nil }
        return authority.contains("{{") ? authority : literal(scheme + "://" + authority)
    }

    /// Whether the first expression brings scheme and host, because a path or nothing follows.
    private static func isWholeHost(_ pieces: [Piece]) -> Bool {
        guard pieces.count > 1 else { return true }
        guard case .literal(let text) = pieces[1], let character = text.first else { return false }
        return "/?#".contains(character)
    }

    /// The scheme, and the pieces behind `://` where that is written out.
    private static func behindScheme(_ pieces: [Piece]) -> (scheme: String, rest: [Piece])? {
        for (index, piece) in pieces.enumerated() {
            guard case .literal(let text) = piece, let mark = text.firstRange(of: "://") else { continue }
            // Behind a slash it is a part of the path.
            let written = pieces[..<index].map(\.source) + [String(text[..<mark.lowerBound])]
            guard !written.contains(where: { !$0.hasPrefix("{{") && $0.contains(where: { "/?#".contains($0) }) }) else {
                return nil
            }
            return (written.joined(), [.literal(String(text[mark.upperBound...]))] + pieces[(index + 1)...])
        }
        return nil
    }

    /// What stands before the first slash that is written out.
    private static func authority(of pieces: [Piece]) -> String {
        var authority = ""
        for piece in pieces {
            guard case .literal(let text) = piece, let end = text.firstIndex(where: { "/?#\\".contains($0) }) else {
                authority += piece.source
                continue
            }
            return authority + text[..<end]
        }
        return authority
    }

    /// The host, with the port where it is not the scheme's.
    private static func literal(_ url: String) -> String? {
        // What is wrong with it, the decoder says.
        guard let address = try? WebAddress(url) else { return nil }
        let port = address.scheme == .https ? 443 : 80
        return address.hostInURL + (address.port == port ? "" : ":\(address.port)")
    }

    private static func pieces(_ text: String) -> [Piece]? {
        let characters = Array(text)
        var pieces: [Piece] = []
        var literal = ""
        var index = 0
        while index < characters.count {
            guard characters[index...].starts(with: "{{") else {
                literal.append(characters[index])
                index += 1
                continue
            }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = ""
            var parser = ExpressionParser(characters, from: index + 2)
            // What is wrong with it, the decoder says.
            guard let end = try? parser.parse().1 else { return nil }
            let source = String(characters[(index + 2)..<(end - 2)])
            pieces.append(.expression(source.trimmingSpace()))
            index = end
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        return pieces
    }
}
