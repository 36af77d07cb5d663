// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TenonDomain

/// Finds the token in a request's `Authorization`.
enum AuthorizationHeader {
    /// The token in lower case: after `Token` or `Bearer`, in any case, or bare.
    ///
    /// `nil` unless there is exactly one such header and it holds a version 4 UUID.
    static func token(in headers: HTTPFields) -> String? {
        let values = headers[values: .authorization]
        guard values.count == 1, let value = values.first else { return nil }
        let words = value.split(separator: " ", omittingEmptySubsequences: true)
        let candidate: Substring? =
            switch words.count {
            case 1: words[0]
            case 2 where ["token", "bearer"].contains(words[0].lowercased()): words[1]
            default: nil
            }
        guard let token = candidate.map({ String($0) }), ProxyToken(token) != nil else { return nil }
        return token.lowercased()
    }
}
