// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// `/`: what there is.
enum HomeRoutes {
    static let endpoints = [
        Endpoint(.home, .get, "/") { exchange, _ in
            let lines = Introduction.lines(baseURL: exchange.origin)
            return .page(
                Page(title: "Tenon's simulator", body: "<pre>\(Page.escape(lines.joined(separator: "\n")))</pre>"))
        }
    ]
}

/// What a person has to know who has just started a simulator.
package enum Introduction {
    package static func lines(baseURL: String) -> [String] {
        """
        Client    simulator-client, secret simulator-secret, any redirect URI
        People    ada / ada-password, bob / bob-password; API keys ada-key, bob-key
        OAuth 2   \(baseURL)/authorize  \(baseURL)/token
                  \(baseURL)/.well-known/oauth-authorization-server
                  a second issuer: \(baseURL)/tenant/NAME
        OAuth 1   \(baseURL)/oauth1/request_token  /oauth1/authorize  /oauth1/access_token
        Google    \(baseURL)/google/o/oauth2/v2/auth  /google/token  /google/revoke (imitated)
        Slack     \(baseURL)/slack/oauth/v2/authorize  /slack/api/oauth.v2.access (imitated)
        API       \(baseURL)/api/me  /api/echo  /api/scoped/SCOPE  /key/me  /session
        Switches  curl \(baseURL)/admin/switches -H 'Content-Type: application/json' -d '{"accessSeconds": 1}'
        Counters  curl \(baseURL)/admin/counters
        """.split(separator: "\n").map(String.init)
    }
}
