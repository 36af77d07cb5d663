// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Logging

/// What is logged.
///
/// ## Configuration keys
/// - `log.level` (string, default `info`): `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`. Requests
///   that went well are logged at `debug`.
package struct LogSettings: Sendable, Hashable {
    package var level: Logger.Level

    package init(level: Logger.Level = .info) { self.level = level }

    /// Makes every logger of the process write JSON lines to standard error; once, at the start.
    package func bootstrap() {
        let sink = StandardErrorSink()
        LoggingSystem.bootstrap { [level] label in JSONLogHandler(label: label, level: level, sink: sink) }
    }
}
