// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Grants: who refreshes which, authorizations under way, links, and the organizations' own clients.
    static let grants = Migration(
        version: 2,
        script: """
            CREATE TABLE refresh_leases (
                team_id BIGINT NOT NULL,
                connection_id BIGINT NOT NULL,
                fence BIGINT NOT NULL CHECK (fence > 0),
                holder TEXT,
                ends_at BIGINT NOT NULL,
                marked_version BIGINT,
                PRIMARY KEY (team_id, connection_id),
                FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id)
            ) STRICT;

            CREATE TABLE connection_pending (
                team_id BIGINT NOT NULL,
                connection_id BIGINT NOT NULL,
                version BIGINT NOT NULL CHECK (version > 0),
                key_id TEXT NOT NULL,
                box BYTES NOT NULL,
                PRIMARY KEY (team_id, connection_id),
                FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id),
                FOREIGN KEY (team_id, key_id) REFERENCES data_keys (team_id, id)
            ) STRICT;

            CREATE TABLE authorizations (
                ticket_hash BYTES PRIMARY KEY CHECK (length(ticket_hash) = 32),
                team_id BIGINT NOT NULL,
                connection_id BIGINT NOT NULL,
                user_id BIGINT,
                requested_scopes TEXT NOT NULL,
                return_url TEXT,
                created_at BIGINT NOT NULL,
                ends_at BIGINT NOT NULL,
                state_hash BYTES UNIQUE CHECK (length(state_hash) = 32),
                browser_hash BYTES,
                poll_at BIGINT,
                version BIGINT,
                key_id TEXT,
                box BYTES,
                FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id),
                FOREIGN KEY (team_id, key_id) REFERENCES data_keys (team_id, id),
                CHECK ((state_hash IS NULL) = (box IS NULL))
            ) STRICT;
            CREATE INDEX authorizations_by_connection ON authorizations (team_id, connection_id);
            CREATE INDEX authorizations_by_end ON authorizations (ends_at);
            CREATE INDEX authorizations_by_poll ON authorizations (poll_at) WHERE poll_at IS NOT NULL;

            CREATE TABLE connection_links (
                id IDENTITY,
                team_id BIGINT NOT NULL REFERENCES teams (id),
                type TEXT NOT NULL,
                name TEXT NOT NULL,
                scopes TEXT NOT NULL,
                return_url TEXT,
                token_hash BYTES NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                created_by BIGINT NOT NULL REFERENCES users (id),
                created_at BIGINT NOT NULL,
                ends_at BIGINT NOT NULL,
                connection_id BIGINT,
                UNIQUE (team_id, id),
                FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id)
            ) STRICT;
            CREATE INDEX connection_links_by_name ON connection_links (team_id, name, id);
            CREATE INDEX connection_links_by_connection ON connection_links (team_id, connection_id);

            CREATE TABLE installations (
                organization_id BIGINT NOT NULL,
                type TEXT NOT NULL,
                team_id BIGINT NOT NULL,
                version BIGINT NOT NULL CHECK (version > 0),
                key_id TEXT NOT NULL,
                box BYTES NOT NULL,
                updated_at BIGINT NOT NULL,
                PRIMARY KEY (organization_id, type),
                FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id),
                FOREIGN KEY (team_id, key_id) REFERENCES data_keys (team_id, id)
            ) STRICT;
            """)
}
