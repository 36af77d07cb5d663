// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Where a PostgreSQL database is and how it is used.
///
/// TLS, several hosts, log-in by certificate and all else that concerns the connection is said by the URL, as libpq
/// reads it: `sslmode`, `sslrootcert`, `passfile`, `target_session_attrs`, ….
package struct PostgresSettings: Sendable {
    /// Whether statements are prepared on the server.
    package enum PreparedStatements: String, Sendable, CaseIterable {
        /// Unless a pooler such as pgbouncer is noticed on the way.
        case auto
        case on
        case off
    }

    package static let poolSizeRange = 1...500

    package let url: Secret
    package var pool = PoolLimits()
    /// How long one statement may take.
    package var statementTimeout = Duration.seconds(30)
    /// How long a statement may wait for another transaction's lock.
    package var lockTimeout = Duration.seconds(5)
    package var preparedStatements = PreparedStatements.auto

    package init(url: Secret) { self.url = url }

    /// What is wrong with the URL, as the end of a sentence about it that repeats none of it; `nil` when nothing is.
    package var urlFault: String? {
        do {
            _ = try ConnectionParameters(url: url)
            return nil
        } catch PostgresOpenError.invalidURL(let reason) {
            return "cannot be used: " + reason
        } catch {
            return "cannot be used"
        }
    }

    /// Whether the URL holds a password.
    package var urlHoldsPassword: Bool { (try? ConnectionParameters(url: url))?.holdsPassword ?? false }

    /// How long to wait for an answer before the server counts as lost: it should have given up itself before.
    var answerLimit: Duration { statementTimeout + .seconds(5) }
}
