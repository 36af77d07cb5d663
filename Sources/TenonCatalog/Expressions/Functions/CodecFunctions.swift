// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import TenonDomain
internal import TenonJSON

extension Function {
    static let codecFunctions: [Function] = [
        Function("base64", 1...1) { _, arguments in .text(Base64.encode(arguments[0].bytes)) },
        Function("base64url", 1...1) { _, arguments in .text(Base64.encodeURL(arguments[0].bytes)) },
        Function("hex", 1...1) { _, arguments in .text(Base64.hex(arguments[0].bytes)) },
        // toBinary(text; encoding), in utf8, base64, base64url or hex; null when the text is not in it.
        Function("toBinary", 1...2) { _, arguments in
            switch arguments[orNull: 1].text.lowercased() {
            case "", "utf8", "utf-8", "text": .binary(arguments[0].bytes)
            case "base64", "base64url": Base64.decode(arguments[0].text).map { Value.binary($0) } ?? .null
            case "hex": Base64.decodeHex(arguments[0].text).map { Value.binary($0) } ?? .null
            default: throw ExpressionError(.unknownEncoding)
            }
        },
        digest("md5", Insecure.MD5.self),
        digest("sha1", Insecure.SHA1.self),
        digest("sha256", SHA256.self),
        digest("sha384", SHA384.self),
        digest("sha512", SHA512.self),
        Function("uuid", 0...0, isVariable: true) { evaluator, _ in
            var bytes = evaluator.randomness.bytes(16)
            guard bytes.count == 16 else { throw ExpressionError(.noRandomness) }
            bytes[6] = bytes[6] & 0x0F | 0x40
            bytes[8] = bytes[8] & 0x3F | 0x80
            let digits = Array(Base64.hex(bytes))
            let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
            return .text(groups.map { String(digits[$0]) }.joined(separator: "-"))
        },
        // A number from 0 up to and without 1.
        Function("random", 0...0, isVariable: true) { evaluator, _ in
            let bits = evaluator.randomness.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return .number(Double(bits >> 11) / Double(1 << 53))
        },
        Function("createJSON", 1...1) { _, arguments in .text(arguments[0].json.text()) },
        // Null when the text is no JSON.
        Function("parseJSON", 1...1) { _, arguments in
            guard let json = try? JSONReader.read(arguments[0].text) else { return .null }
            return Value(json: json)
        },
    ]

    /// A digest in an encoding (hex, base64, base64url or binary), keyed when there is a key, which may be in one too.
    private static func digest<Hash: HashFunction>(_ name: String, _: Hash.Type) -> Function {
        Function(name, 1...4) { _, arguments in
            let data = arguments[0].bytes
            let digest: [UInt8]
            if arguments[orNull: 2].isNull {
                digest = Array(Hash.hash(data: data))
            } else {
                var key = arguments[2].bytes
                switch arguments[orNull: 3].text.lowercased() {
                case "", "text", "utf8", "binary": break
                case "base64": key = Base64.decode(arguments[2].text) ?? []
                case "hex": key = Base64.decodeHex(arguments[2].text) ?? []
                default: throw ExpressionError(.unknownEncoding)
                }
                digest = Array(HMAC<Hash>.authenticationCode(for: data, using: SymmetricKey(data: key)))
            }
            switch arguments[orNull: 1].text.lowercased() {
            case "", "hex": return .text(Base64.hex(digest))
            case "base64": return .text(Base64.encode(digest))
            case "base64url": return .text(Base64.encodeURL(digest))
            case "binary": return .binary(digest)
            default: throw ExpressionError(.unknownEncoding)
            }
        }
    }
}
