// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What is due to be refreshed, type by type: a backlog of one type is not walked through to find another.
    static let refreshesByType = Migration(
        version: 11,
        script: """
            DROP INDEX connections_due;
            CREATE INDEX connections_due ON connections (type, refresh_due_at, id) WHERE refresh_due_at IS NOT NULL;
            """)
}
