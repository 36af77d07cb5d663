// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension ConnectionType {
    /// Where the secrets of its connections can go.
    package var reach: SecretReach {
        var (openings, isComputed) = (Set<String>(), hosts.contains { !$0.isLiteral })
        func look(at template: Template, as kind: String, isSafe: Bool) {
            guard !isSafe else { return }
            if template.isLiteral { openings.insert("\(kind) \(template.literalText)") } else { isComputed = true }
        }
        let requests = self.requests.values.flatMap { $0 }
        // Endpoints of the server are looked at where they are written.
        for url in requests.compactMap(\.url) + [base.baseURL].compactMap({ $0 })
        where url.soleExpression?.paths.first?.first != "server" {
            look(at: url, as: "url", isSafe: url.beginsSecurely)
        }
        for endpoint in server {
            if case .text(let url) = endpoint.value { look(at: url, as: "url", isSafe: url.beginsSecurely) }
        }
        if let issuer { look(at: issuer, as: "issuer", isSafe: issuer.beginsSecurely) }
        for request in requests {
            if let authority = request.certificateAuthority { look(at: authority, as: "ca", isSafe: false) }
            guard let mail = request.mail else { continue }
            look(at: mail.port, as: "port", isSafe: false)
            look(at: mail.security, as: "security", isSafe: mail.security.literalText == "tls")
        }
        return SecretReach(
            version: version, hosts: Set(hosts.filter(\.isLiteral).map(\.literalText)), openings: openings,
            isComputed: isComputed)
    }

    /// Whether it may stand in for `older`, with which a connection was made: it takes its secrets nowhere new.
    package func mayStandIn(for older: ConnectionType) -> Bool { older.reach.covers(reach) }
}

extension Template {
    /// Whether the address is one with TLS, or goes on behind one that is looked at by itself.
    fileprivate var beginsSecurely: Bool {
        guard case .literal(let text)? = parts.first else { return parts.isEmpty }
        if text.contains("://") { return text.hasPrefix("https://") }
        return text.contains("/") || isLiteral
    }
}
