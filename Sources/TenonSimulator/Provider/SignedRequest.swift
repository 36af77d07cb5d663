// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation

/// A request as OAuth 1.0a signs it (RFC 5849 §3.4).
struct SignedRequest: Sendable {
    enum Method: String, Sendable {
        case hmacSHA1 = "HMAC-SHA1"
        case hmacSHA256 = "HMAC-SHA256"
        case plainText = "PLAINTEXT"
    }

    let method: String
    /// Scheme, authority and path, without query.
    let address: String
    /// Those of the `Authorization` header, the query and a form body together (§3.4.1.3.1).
    let parameters: [Fields.Pair]

    /// The value of `oauth_NAME`; `nil` when it is missing, or there twice.
    func oauth(_ name: String) -> String? {
        let found = parameters.filter { $0.name == "oauth_" + name }
        return found.count == 1 ? found.first?.value : nil
    }

    /// The parameters in an `Authorization: OAuth …` header; `nil` when it is malformed or of another scheme.
    static func parameters(inHeader header: String) -> [Fields.Pair]? {
        guard header.lowercased().hasPrefix("oauth ") else { return nil }
        var pairs: [Fields.Pair] = []
        for part in header.dropFirst(6).split(separator: ",") {
            let halves = part.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            let quoted = halves[1].trimmingCharacters(in: .whitespaces)
            guard quoted.count >= 2, quoted.hasPrefix("\""), quoted.hasSuffix("\""),
                let name = PercentEncoding.decode(
                    halves[0].trimmingCharacters(in: .whitespaces), plusIsSpace: false),
                let value = PercentEncoding.decode(quoted.dropFirst().dropLast(), plusIsSpace: false)
            else { return nil }
            if name != "realm" { pairs.append(.init(name: name, value: value)) }
        }
        return pairs
    }

    /// The signature base string (§3.4.1.1).
    var baseString: String {
        let encoded = parameters.filter { $0.name != "oauth_signature" }.map { pair in
            (name: PercentEncoding.encode(pair.name), value: PercentEncoding.encode(pair.value))
        }
        let sorted = encoded.sorted { left, right in
            left.name == right.name
                ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        let normalized = sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return [method.uppercased(), address, normalized].map(PercentEncoding.encode).joined(separator: "&")
    }

    func signature(_ method: Method, clientSecret: String, tokenSecret: String) -> String {
        let key = PercentEncoding.encode(clientSecret) + "&" + PercentEncoding.encode(tokenSecret)
        let content = Data(baseString.utf8)
        return switch method {
        case .plainText: key
        case .hmacSHA1:
            Data(HMAC<Insecure.SHA1>.authenticationCode(for: content, using: SymmetricKey(data: Data(key.utf8))))
                .base64EncodedString()
        case .hmacSHA256:
            Data(HMAC<SHA256>.authenticationCode(for: content, using: SymmetricKey(data: Data(key.utf8))))
                .base64EncodedString()
        }
    }
}
