// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What is due to be verified, type by type: a backlog of one type is not walked through to find another.
    static let checksByType = Migration(
        version: 8,
        script: """
            ALTER TABLE connection_watches ADD COLUMN type TEXT NOT NULL DEFAULT '';
            UPDATE connection_watches SET type = (
                SELECT connections.type FROM connections
                WHERE connections.team_id = connection_watches.team_id
                    AND connections.id = connection_watches.connection_id);
            DROP INDEX connection_watches_due;
            CREATE INDEX connection_watches_due ON connection_watches (type, check_at, connection_id);
            CREATE INDEX connection_watches_unplanned ON connection_watches (check_at, connection_id)
                WHERE check_at = 0;
            """)
}
