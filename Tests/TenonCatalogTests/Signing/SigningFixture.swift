// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain

/// A request to sign; `headers` are pairs.
func signable(
    _ method: String, _ url: String, _ headers: [(String, String)] = [], _ body: SignableRequest.Body = .none
) throws -> SignableRequest {
    let address = try WebAddress(url)
    return SignableRequest(
        method: method, scheme: address.scheme, host: address.host, port: address.port,
        target: Secret(address.target), headers: headers.map { .init(name: $0.0, value: Secret($0.1)) }, body: body)
}

extension SignableRequest {
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value.reveal() }

    /// The members of an `Authorization` for OAuth, decoded.
    var oauth: [String: String] {
        let header = header("authorization") ?? ""
        let pairs = header.dropFirst("OAuth ".count).split(separator: ", ").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1)
            return (String(halves[0]), PercentEncoding.decode(String(halves[1].dropFirst().dropLast())) ?? "")
        }
        return Dictionary(pairs, uniquingKeysWith: { $0 + "|" + $1 })
    }

    var bodyText: String? {
        guard case .held(let body) = body else { return nil }
        return body.reveal()
    }
}

let formHeader = ("Content-Type", "application/x-www-form-urlencoded")
