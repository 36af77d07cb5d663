// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// People, connections with their sealed secrets, scenarios, keys, audit.
    ///
    /// Keys that hold `team_id` or `organization_id` beside the identifier let foreign keys forbid what would cross
    /// teams or organizations.
    static let foundation = Migration(version: 1, script: access + keys + connections + scenarios + audit)

    private static let access = """
        CREATE TABLE organizations (
            id IDENTITY,
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL
        ) STRICT;

        CREATE TABLE teams (
            id IDENTITY,
            organization_id BIGINT NOT NULL REFERENCES organizations (id),
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            UNIQUE (organization_id, id)
        ) STRICT;
        CREATE INDEX teams_by_name ON teams (organization_id, name, id);

        CREATE TABLE users (
            id IDENTITY,
            organization_id BIGINT NOT NULL REFERENCES organizations (id),
            name TEXT NOT NULL,
            email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
            organization_role TEXT NOT NULL CHECK (organization_role IN ('owner', 'member')),
            created_at BIGINT NOT NULL,
            UNIQUE (organization_id, id)
        ) STRICT;
        CREATE INDEX users_by_name ON users (organization_id, name, id);

        CREATE TABLE memberships (
            organization_id BIGINT NOT NULL,
            team_id BIGINT NOT NULL,
            user_id BIGINT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('admin', 'member', 'operator', 'monitoring')),
            PRIMARY KEY (team_id, user_id),
            FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id),
            FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
        ) STRICT;
        CREATE INDEX memberships_by_user ON memberships (user_id, team_id);

        CREATE TABLE api_tokens (
            id IDENTITY,
            user_id BIGINT NOT NULL REFERENCES users (id),
            label TEXT NOT NULL,
            scopes TEXT NOT NULL,
            hash BYTES NOT NULL UNIQUE CHECK (length(hash) = 32),
            hint TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT,
            last_used_at BIGINT,
            revoked_at BIGINT
        ) STRICT;
        CREATE INDEX api_tokens_by_user ON api_tokens (user_id, id);

        """

    private static let keys = """
        CREATE TABLE data_keys (
            id TEXT PRIMARY KEY,
            team_id BIGINT NOT NULL REFERENCES teams (id),
            root_key_id TEXT NOT NULL,
            box BYTES NOT NULL,
            created_at BIGINT NOT NULL,
            is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
            UNIQUE (team_id, id)
        ) STRICT;
        CREATE UNIQUE INDEX data_keys_active ON data_keys (team_id) WHERE is_active = 1;
        CREATE INDEX data_keys_by_root_key ON data_keys (root_key_id);

        """

    private static let connections = """
        CREATE TABLE connections (
            id IDENTITY,
            team_id BIGINT NOT NULL REFERENCES teams (id),
            name TEXT NOT NULL,
            type TEXT NOT NULL,
            definition_version BIGINT NOT NULL,
            metadata_value TEXT,
            metadata_kind TEXT CHECK (metadata_kind IN ('email', 'string')),
            uid TEXT,
            expires_at BIGINT,
            requested_scopes TEXT NOT NULL,
            granted_scopes TEXT NOT NULL,
            missing_scopes TEXT NOT NULL,
            token_expires_at BIGINT,
            refreshed_at BIGINT,
            refresh_due_at BIGINT,
            trouble_reason TEXT,
            trouble_message TEXT,
            trouble_at BIGINT,
            trouble_count BIGINT NOT NULL CHECK (trouble_count >= 0),
            retry_at BIGINT,
            connected_system_id TEXT,
            health TEXT NOT NULL CHECK (health IN ('unknown', 'ok', 'failing', 'unauthorized', 'needs_reauthorization')),
            verified_at BIGINT,
            secret_version BIGINT NOT NULL CHECK (secret_version > 0),
            created_by BIGINT NOT NULL REFERENCES users (id),
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            UNIQUE (team_id, id),
            CHECK ((metadata_value IS NULL) = (metadata_kind IS NULL)),
            CHECK ((trouble_reason IS NULL) = (trouble_at IS NULL))
        ) STRICT;
        CREATE INDEX connections_by_name ON connections (team_id, name, id);
        CREATE INDEX connections_by_type ON connections (team_id, type, name, id);
        CREATE INDEX connections_due ON connections (refresh_due_at, id) WHERE refresh_due_at IS NOT NULL;

        CREATE TABLE connection_secrets (
            team_id BIGINT NOT NULL,
            connection_id BIGINT NOT NULL,
            version BIGINT NOT NULL CHECK (version > 0),
            key_id TEXT NOT NULL,
            box BYTES NOT NULL,
            PRIMARY KEY (team_id, connection_id),
            FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id),
            FOREIGN KEY (team_id, key_id) REFERENCES data_keys (team_id, id)
        ) STRICT;
        CREATE INDEX connection_secrets_by_key ON connection_secrets (team_id, key_id);

        """

    private static let scenarios = """
        CREATE TABLE scenarios (
            id IDENTITY,
            team_id BIGINT NOT NULL REFERENCES teams (id),
            name TEXT NOT NULL,
            blueprint TEXT NOT NULL,
            scheduling TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            UNIQUE (team_id, id)
        ) STRICT;
        CREATE INDEX scenarios_by_name ON scenarios (team_id, name, id);

        CREATE TABLE scenario_connections (
            team_id BIGINT NOT NULL,
            scenario_id BIGINT NOT NULL,
            connection_id BIGINT NOT NULL,
            PRIMARY KEY (team_id, scenario_id, connection_id),
            FOREIGN KEY (team_id, scenario_id) REFERENCES scenarios (team_id, id),
            FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id)
        ) STRICT;
        CREATE INDEX scenario_connections_by_connection ON scenario_connections (team_id, connection_id, scenario_id);

        """

    private static let audit = """
        CREATE TABLE audit_events (
            organization_id BIGINT NOT NULL REFERENCES organizations (id),
            sequence BIGINT NOT NULL CHECK (sequence > 0),
            team_id BIGINT,
            at BIGINT NOT NULL,
            action TEXT NOT NULL,
            actor_user_id BIGINT,
            actor_token_id BIGINT,
            actor_address TEXT,
            actor_request_id TEXT,
            subject TEXT,
            details TEXT NOT NULL,
            previous_hash BYTES NOT NULL CHECK (length(previous_hash) = 32),
            hash BYTES NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (organization_id, sequence)
        ) STRICT;
        CREATE INDEX audit_events_by_subject ON audit_events (organization_id, subject, sequence);

        CREATE TABLE audit_heads (
            organization_id BIGINT PRIMARY KEY REFERENCES organizations (id),
            sequence BIGINT NOT NULL CHECK (sequence >= 0),
            hash BYTES NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        """
}
