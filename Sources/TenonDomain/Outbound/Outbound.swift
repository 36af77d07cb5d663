// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// One HTTP request that leaves the process, complete but for the connection it goes over.
package struct OutboundRequest: Sendable {
    package enum Scheme: String, Sendable { case http, https }

    package struct Header: Sendable {
        package let name: String
        package let value: Secret

        package init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    package var method: String
    package var scheme: Scheme
    /// Name or address, without brackets, port, user info or trailing white space; safe to log.
    package var host: String
    package var port: Int
    /// Path and query, percent-encoded, from the first slash on; a query may carry a key, hence the type.
    package var target: Secret
    package var headers: [Header]
    package var body: Secret?
    /// The hosts that may get this request; none means nobody.
    package var allowedHosts: [HostPattern]
    /// How many redirects are followed, and only to the same origin.
    package var redirectsMax: Int
    /// From the start to the last byte of the answer.
    package var timeout: Duration
    package var responseBytesMax: Int
    /// PEM of the authorities to trust beside the system's, for servers of the person's own.
    package var trustedAuthorities: Secret?

    package init(
        method: String, scheme: Scheme, host: String, port: Int, target: Secret, headers: [Header] = [],
        body: Secret? = nil, allowedHosts: [HostPattern], redirectsMax: Int = 0, timeout: Duration = .seconds(40),
        responseBytesMax: Int = 2 << 20, trustedAuthorities: Secret? = nil
    ) {
        self.method = method
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
        self.headers = headers
        self.body = body
        self.allowedHosts = allowedHosts
        self.redirectsMax = redirectsMax
        self.timeout = timeout
        self.responseBytesMax = responseBytesMax
        self.trustedAuthorities = trustedAuthorities
    }
}

package struct OutboundResponse: Sendable {
    package struct Header: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package let status: Int
    package let headers: [Header]
    package let body: [UInt8]

    package init(status: Int, headers: [Header], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, without regard to case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// A log-in to a mail server, without reading or sending mail.
package struct MailLogin: Sendable {
    package enum Service: String, Sendable, CaseIterable { case imap, smtp }
    package enum Security: String, Sendable, CaseIterable {
        /// TLS from the first byte.
        case tls
        /// The plaintext port, and `STARTTLS` before the log-in; refused when the server does not offer it.
        case starttls
        /// No encryption at all; only when a person asked for it.
        case none
    }

    package var service: Service
    package var security: Security
    package var host: String
    package var port: Int
    package var username: Secret
    package var password: Secret
    package var allowedHosts: [HostPattern]
    package var timeout: Duration
    package var trustedAuthorities: Secret?

    package init(
        service: Service, security: Security, host: String, port: Int, username: Secret, password: Secret,
        allowedHosts: [HostPattern], timeout: Duration = .seconds(40), trustedAuthorities: Secret? = nil
    ) {
        self.service = service
        self.security = security
        self.host = host
        self.port = port
        self.username = username
        self.password = password
        self.allowedHosts = allowedHosts
        self.timeout = timeout
        self.trustedAuthorities = trustedAuthorities
    }
}

package enum MailLoginOutcome: Sendable, Hashable {
    case accepted
    /// The server said that user name or password are wrong; its words, without line breaks, at most 500 characters.
    case rejected(String)
    /// The server could not say: its words.
    case unavailable(String)
}

/// The one door for everything that leaves the process.
package protocol Egress: Sendable {
    /// - Throws: ``OutboundFailure`` when there is no answer; any status is an answer.
    func send(_ request: OutboundRequest) async throws -> OutboundResponse
    /// - Throws: ``OutboundFailure`` when there is no answer.
    func logIn(_ login: MailLogin) async throws -> MailLoginOutcome
}
