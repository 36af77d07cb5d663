// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What may leave the process, and how much at a time.
///
/// ## Configuration keys
/// - `egress.allow` (list of CIDRs, default empty): addresses that are open although they are private, loopback or
///   otherwise special. A metadata service only by its own address.
/// - `egress.concurrent-max` (int, default 256): requests and log-ins under way.
/// - `egress.concurrent-per-host-max` (int, default 32): the same for one host.
/// - `egress.waiters-max` (int, default 1024): requests that wait for room; more are refused.
/// - `egress.connect-timeout` (duration, default 10 s): for a connection, TLS included.
/// - `egress.ca-file` (path, optional): PEM of authorities to trust beside the system's.
package struct EgressSettings: Sendable {
    package var allow: [CIDR]
    package var concurrentMax: Int
    package var concurrentPerHostMax: Int
    package var waitersMax: Int
    package var connectTimeout: Duration
    package var authoritiesFile: String?
    /// Sent with every request that names no other; the server adds its version.
    package var userAgent: String

    package init(
        allow: [CIDR] = [], concurrentMax: Int = 256, concurrentPerHostMax: Int = 32, waitersMax: Int = 1024,
        connectTimeout: Duration = .seconds(10), authoritiesFile: String? = nil, userAgent: String = "Tenon/0.1.0"
    ) {
        self.allow = allow
        self.concurrentMax = concurrentMax
        self.concurrentPerHostMax = concurrentPerHostMax
        self.waitersMax = waitersMax
        self.connectTimeout = connectTimeout
        self.authoritiesFile = authoritiesFile
        self.userAgent = userAgent
    }
}
