// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1

@testable import TenonSimulator

/// Signs requests as a client of OAuth 1.0a does, with the secret of `simulator-client`.
struct OAuth1Consumer {
    let site: Site

    /// The fields of the answer.
    func send(
        _ method: HTTPMethod, _ path: String, _ parameters: [String: String], secret: String? = nil
    ) async throws -> Fields {
        Fields(urlEncoded: try await answer(method, path, parameters, secret: secret).text) ?? Fields()
    }

    func answer(
        _ method: HTTPMethod, _ path: String, _ parameters: [String: String], secret: String? = nil
    ) async throws -> Site.Answer {
        var values = parameters.merging([
            "oauth_consumer_key": "simulator-client", "oauth_nonce": UUID().uuidString,
            "oauth_timestamp": String(Int(Date().timeIntervalSince1970)), "oauth_signature_method": "HMAC-SHA1",
        ]) { $1 }
        let parts = path.split(separator: "?")
        let query = Fields(urlEncoded: parts.count > 1 ? String(parts[1]) : "")?.pairs ?? []
        let request = SignedRequest(
            method: method.rawValue, address: site.url + parts[0],
            parameters: values.map { Fields.Pair(name: $0.key, value: $0.value) } + query)
        values["oauth_signature"] = request.signature(
            .hmacSHA1, clientSecret: "simulator-secret", tokenSecret: secret ?? "")
        let header = values.map { "\($0.key)=\"\(PercentEncoding.encode($0.value))\"" }.joined(separator: ", ")
        return try await site.send(method, path, headers: [("authorization", "OAuth realm=\"r\", " + header)])
    }
}
