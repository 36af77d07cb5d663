// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain

/// A mail server's own words, made fit to be shown.
struct ServerWords: Sendable {
    static let charactersMax = 500

    /// What must not be repeated: user name and password, plain and as they are sent.
    private let hidden: [Secret]

    init(_ login: MailLogin) {
        let plain = [login.username, login.password]
        hidden = (plain + plain.map(\.base64) + [login.plainResponse]).filter { !$0.isEmpty }
    }

    /// Without control characters and no longer than ``charactersMax``; nothing at all of a text with the credential
    /// in it.
    func shown(_ text: some StringProtocol) -> String {
        let isHidden = hidden.contains { secret in
            secret.withRevealedBytes { bytes in ServerWords.contains(Array(text.utf8), bytes) }
        }
        guard !isHidden else { return "(The server's words repeat the credential and are not shown.)" }
        let clean = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format: " "
            default: scalar
            }
        }
        let words = String(String.UnicodeScalarView(clean)).split(separator: " ").joined(separator: " ")
        return String(words.prefix(ServerWords.charactersMax))
    }

    private static func contains(_ text: [UInt8], _ word: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { text[$0..<($0 + word.count)].elementsEqual(word) }
    }
}

extension MailLogin {
    /// RFC 4616: authorization identity (none), user name and password, parted by NUL, in base 64.
    var plainResponse: Secret {
        var bytes: [UInt8] = [0]
        username.withRevealedBytes { bytes.append(contentsOf: $0) }
        bytes.append(0)
        password.withRevealedBytes { bytes.append(contentsOf: $0) }
        return Secret(bytes: bytes).base64
    }

    /// No protocol here can carry a NUL.
    var hasNUL: Bool { [username, password].contains { $0.withRevealedBytes { $0.contains(0) } } }
}

extension Secret {
    /// The bytes in base 64, RFC 4648 section 4.
    var base64: Secret {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return withRevealedBytes { bytes in
            var text: [UInt8] = []
            text.reserveCapacity((bytes.count + 2) / 3 * 4)
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let chunk = bytes[start..<min(start + 3, bytes.count)]
                var group: UInt32 = 0
                for byte in chunk { group = group << 8 | UInt32(byte) }
                group <<= 8 * UInt32(3 - chunk.count)
                for place in 0..<4 {
                    let isPadding = place > chunk.count
                    text.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(group >> (18 - 6 * UInt32(place)) & 63)])
                }
            }
            return Secret(bytes: text)
        }
    }

    /// The secret with plain text around it.
    func wrapped(_ before: String, _ after: String) -> Secret {
        withRevealedBytes { Secret(bytes: Array(before.utf8) + Array($0) + Array(after.utf8)) }
    }
}
