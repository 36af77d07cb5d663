// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonHTTP

/// The limits of the proxy.
///
/// ## Configuration keys
/// - `proxy.connect-seconds` (int, default 10): for a connection to a third party, the look-up of its name included.
/// - `proxy.idle-seconds` (int, default 300): how long nothing may move in an exchange; then 504.
/// - `proxy.concurrency` (int, default 4096): exchanges under way.
/// - `proxy.concurrency-per-connection` (int, default 512), `proxy.concurrency-per-host` (int, default 1024): the same
///   for one connection and for one host; over any of them 503.
/// - `proxy.retry-seconds` (int, default 30): how long `Tenon-Retries` may wait altogether.
package struct ProxySettings: Sendable {
    package var connectTimeout: Duration = .seconds(10)
    package var idleTimeout: Duration = .seconds(300)
    /// How long a caller's connection may be silent between requests.
    package var clientIdleTimeout: Duration = .seconds(60)
    /// How long a request's head may take to arrive.
    package var headTimeout: Duration = .seconds(30)
    package var concurrentMax = 4096
    package var concurrentPerConnectionMax = 512
    package var concurrentPerHostMax = 1024
    package var retryBudget: Duration = .seconds(30)
    /// What `Tenon-Retries` may ask for.
    package var retriesMax = 10
    /// How much of a request's body is kept to be sent again.
    package var replayBytesMax = 1 << 20
    /// How long a channel is kept for the next request; shorter than most servers keep it.
    package var upstreamIdleTimeout: Duration = .seconds(50)
    /// Idle channels on one event loop, to one host and altogether.
    package var idlePerHostMax = 128
    package var idleMax = 1024
    package var requestLimits = HeadLimits(bytesMax: 32 << 10, fieldsMax: 100)
    package var answerLimits = HeadLimits(bytesMax: 64 << 10, fieldsMax: 200)
    /// Interim answers (1xx) to one request.
    package var interimAnswersMax = 16
    /// Decisions, look-ups and refreshes under way outside of the event loops.
    package var tasksMax = 4096
    package var trustedProxies: Set<String> = []

    package init() {}

    /// With the limits that the server has for every request.
    package init(http: HTTPSettings) {
        clientIdleTimeout = http.idleTimeout
        headTimeout = http.requestTimeout
        requestLimits = HeadLimits(bytesMax: http.headerBytesMax, fieldsMax: http.headersMax)
        trustedProxies = http.trustedProxies
    }
}
