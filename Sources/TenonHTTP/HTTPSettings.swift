// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Where and how the server listens, and the limits of a request; whoever reads the configuration checks the ranges.
package struct HTTPSettings: Sendable, Hashable {
    /// The address to bind (`host`).
    package var host: String
    /// The port to bind (`port`); 0 lets the system choose.
    package var port: Int
    /// Where clients reach the server (`public-url`): scheme, host and port.
    package var publicURL: String?
    /// The peers whose `X-Forwarded-For` counts (`trusted-proxies`).
    package var trustedProxies: Set<String>
    /// How many connections may be open; more wait in the system's queue (`limits.connections`).
    package var connectionsMax: Int
    /// How long a connection may be silent before and between requests (`limits.idle-seconds`).
    package var idleTimeout: Duration
    /// How long a request's body may take to arrive; then 408 (`limits.request-seconds`).
    package var requestTimeout: Duration
    /// The size of all headers of a request; then 431.
    package var headerBytesMax: Int
    /// The number of headers of a request; then 431.
    package var headersMax: Int
    /// The body of an API request; then 413 (`limits.body-bytes`).
    package var bodyBytesMax: Int
    /// A request's query; then 400.
    package var queryBytesMax: Int
    /// The number of parameters in a query; then 400.
    package var queryParametersMax: Int
    /// The requests of one organization in a minute; then 429.
    ///
    /// 0 is no limit (`limits.requests-per-minute`).
    package var requestsPerMinute: Int

    package init(
        host: String = "127.0.0.1", port: Int = 8080, publicURL: String? = nil, trustedProxies: Set<String> = [],
        connectionsMax: Int = 10_000, idleTimeout: Duration = .seconds(60), requestTimeout: Duration = .seconds(30),
        headerBytesMax: Int = 32 << 10, headersMax: Int = 100, bodyBytesMax: Int = 2 << 20,
        queryBytesMax: Int = 16 << 10, queryParametersMax: Int = 256, requestsPerMinute: Int = 10_000
    ) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.trustedProxies = trustedProxies
        self.connectionsMax = connectionsMax
        self.idleTimeout = idleTimeout
        self.requestTimeout = requestTimeout
        self.headerBytesMax = headerBytesMax
        self.headersMax = headersMax
        self.bodyBytesMax = bodyBytesMax
        self.queryBytesMax = queryBytesMax
        self.queryParametersMax = queryParametersMax
        self.requestsPerMinute = requestsPerMinute
    }
}
