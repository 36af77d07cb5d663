// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Synchronization
import TenonCatalog
import TenonDomain
import TenonJSON

/// An OpenID provider that says what a test wants it to say.
final class PlayedOpenIDProvider: Egress {
    static let issuer = "https://id.example.com"
    private let key = P256.Signing.PrivateKey()
    private let state = Mutex<(claims: JSONObject, metadata: JSONObject, requests: [String])>(([:], [:], []))

    init() {
        let metadata: JSONObject = [
            "issuer": .string(Self.issuer), "authorization_endpoint": .string(Self.issuer + "/authorize"),
            "token_endpoint": .string(Self.issuer + "/token"), "jwks_uri": .string(Self.issuer + "/jwks"),
        ]
        state.withLock { $0.metadata = metadata }
    }

    /// The next token's claims.
    func says(_ claims: JSONObject) { state.withLock { $0.claims = claims } }
    func describesItself(_ change: (inout JSONObject) -> Void) { state.withLock { change(&$0.metadata) } }
    var requests: [String] { state.withLock { $0.requests } }

    func send(_ request: OutboundRequest) async throws -> OutboundResponse {
        let target = request.target.reveal()
        state.withLock { $0.requests.append("\(request.method) \(target) \(request.body?.reveal() ?? "")") }
        switch target {
        case "/.well-known/openid-configuration": return answer(state.withLock { $0.metadata })
        case "/jwks":
            let raw = key.publicKey.rawRepresentation
            return answer([
                "keys": [
                    [
                        "kty": "EC", "crv": "P-256", "x": .string(Base64.encodeURL(Array(raw.prefix(32)))),
                        "y": .string(Base64.encodeURL(Array(raw.suffix(32)))),
                    ]
                ]
            ])
        case "/token": return answer(["id_token": .string(try token(state.withLock { $0.claims }))])
        default: return OutboundResponse(status: 404, headers: [], body: [])
        }
    }

    func logIn(_ login: MailLogin) async throws -> MailLoginOutcome { .unavailable("no mail here") }

    private func token(_ claims: JSONObject) throws -> String {
        let header: JSONObject = ["alg": "ES256"]
        let signed = [header, claims].map { Base64.encodeURL(Array(JSON.object($0).text().utf8)) }
            .joined(separator: ".")
        let signature = try key.signature(for: SHA256.hash(data: Array(signed.utf8))).rawRepresentation
        return "\(signed).\(Base64.encodeURL(Array(signature)))"
    }

    private func answer(_ object: JSONObject) -> OutboundResponse {
        OutboundResponse(status: 200, headers: [], body: Array(JSON.object(object).text().utf8))
    }
}
