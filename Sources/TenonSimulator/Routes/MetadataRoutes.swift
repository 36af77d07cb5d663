// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TenonJSON

/// What the provider says about itself: RFC 8414, OpenID Connect Discovery, and its keys.
enum MetadataRoutes {
    static let endpoints = [
        Endpoint(.metadata, .get, "/.well-known/oauth-authorization-server", answer: metadata),
        Endpoint(.metadata, .get, "/.well-known/openid-configuration", answer: metadata),
        // RFC 8414 §3.1 puts an issuer's path behind the well-known one, OpenID Connect before.
        Endpoint(.metadata, .get, "/.well-known/oauth-authorization-server/tenant/{tenant}", answer: metadata),
        Endpoint(.metadata, .get, "/.well-known/openid-configuration/tenant/{tenant}", answer: metadata),
        Endpoint(.metadata, .get, "/tenant/{tenant}/.well-known/openid-configuration", answer: metadata),
        Endpoint(.metadata, .get, "/google/.well-known/openid-configuration", answer: google),
        Endpoint(.jwks, .get, "/jwks") { _, world in .json(["keys": [world.signingKey.jsonWebKey]]) },
    ]

    private static func metadata(_ exchange: Exchange, _ world: inout World) -> Reply {
        let issuer = exchange.issuer
        let promises = exchange.switches.promisesIssuer ?? true
        return .json([
            "issuer": .string(issuer),
            "authorization_endpoint": .string(issuer + "/authorize"),
            "token_endpoint": .string(issuer + "/token"),
            "device_authorization_endpoint": .string(issuer + "/device_authorization"),
            "introspection_endpoint": .string(issuer + "/introspect"),
            "revocation_endpoint": .string(issuer + "/revoke"),
            "userinfo_endpoint": .string(issuer + "/userinfo"),
            "jwks_uri": .string(exchange.origin + "/jwks"),
            "response_types_supported": ["code"],
            "grant_types_supported": JSON(GrantType.allCases.map(\.rawValue)),
            "code_challenge_methods_supported": ["S256", "plain"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic", "client_secret_post", "private_key_jwt", "none",
            ],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
            "authorization_response_iss_parameter_supported": .bool(promises),
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["openid", "email", "profile", "read", "write"],
        ])
    }

    private static func google(_ exchange: Exchange, _ world: inout World) -> Reply {
        let base = exchange.origin + "/google"
        return .json([
            "issuer": .string(base),
            "authorization_endpoint": .string(base + "/o/oauth2/v2/auth"),
            "token_endpoint": .string(base + "/token"),
            "revocation_endpoint": .string(base + "/revoke"),
            "userinfo_endpoint": .string(base + "/v1/userinfo"),
            "jwks_uri": .string(exchange.origin + "/jwks"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        ])
    }
}
