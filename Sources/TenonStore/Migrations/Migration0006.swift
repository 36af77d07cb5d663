// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Watching connections: the audit log by what one looks for, uses counted, verification planned, webhooks.
    static let watching = Migration(version: 6, script: audit + uses + watches + webhooks)

    private static let audit = """
        DROP INDEX audit_events_by_subject;
        CREATE INDEX audit_events_by_time ON audit_events (organization_id, at, sequence);
        CREATE INDEX audit_events_by_subject ON audit_events (organization_id, subject, at, sequence);
        CREATE INDEX audit_events_by_action ON audit_events (organization_id, action, at, sequence);
        CREATE INDEX audit_events_by_actor ON audit_events (organization_id, actor_user_id, at, sequence)
            WHERE actor_user_id IS NOT NULL;
        CREATE INDEX audit_events_by_team ON audit_events (organization_id, team_id, at, sequence)
            WHERE team_id IS NOT NULL;

        """

    private static let uses = """
        CREATE TABLE connection_usage (
            team_id BIGINT NOT NULL,
            connection_id BIGINT NOT NULL,
            last_used_at BIGINT NOT NULL,
            PRIMARY KEY (team_id, connection_id),
            FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id)
        ) STRICT;

        CREATE TABLE connection_uses (
            team_id BIGINT NOT NULL,
            connection_id BIGINT NOT NULL,
            span TEXT NOT NULL CHECK (span IN ('hour', 'day')),
            at BIGINT NOT NULL,
            uses BIGINT NOT NULL CHECK (uses > 0),
            failures BIGINT NOT NULL CHECK (failures >= 0 AND failures <= uses),
            PRIMARY KEY (team_id, connection_id, span, at),
            FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id)
        ) STRICT;

        CREATE TABLE connection_callers (
            team_id BIGINT NOT NULL,
            connection_id BIGINT NOT NULL,
            at BIGINT NOT NULL,
            token_id BIGINT NOT NULL,
            user_id BIGINT NOT NULL,
            uses BIGINT NOT NULL CHECK (uses > 0),
            failures BIGINT NOT NULL CHECK (failures >= 0 AND failures <= uses),
            last_used_at BIGINT NOT NULL,
            PRIMARY KEY (team_id, connection_id, at, token_id),
            FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id)
        ) STRICT;

        """

    /// `check_at` is when the connection is verified next, 0 as long as nobody has planned it; the rest is what was told of
    /// it.
    private static let watches = """
        CREATE TABLE connection_watches (
            team_id BIGINT NOT NULL,
            connection_id BIGINT NOT NULL,
            check_at BIGINT NOT NULL CHECK (check_at >= 0),
            broken_at BIGINT,
            told_scopes TEXT NOT NULL,
            told_expiry BIGINT,
            PRIMARY KEY (team_id, connection_id),
            FOREIGN KEY (team_id, connection_id) REFERENCES connections (team_id, id)
        ) STRICT;
        CREATE INDEX connection_watches_due ON connection_watches (check_at, connection_id);
        CREATE INDEX connections_expiring ON connections (expires_at, id) WHERE expires_at IS NOT NULL;
        INSERT INTO connection_watches (team_id, connection_id, check_at, broken_at, told_scopes)
            SELECT team_id, id, 0, CASE WHEN health IN ('failing', 'needs_reauthorization') THEN updated_at END, '[]'
            FROM connections;

        """

    private static let webhooks = """
        CREATE TABLE webhooks (
            id IDENTITY,
            organization_id BIGINT NOT NULL REFERENCES organizations (id),
            team_id BIGINT,
            name TEXT NOT NULL,
            url TEXT NOT NULL,
            events TEXT NOT NULL,
            is_enabled BIGINT NOT NULL CHECK (is_enabled IN (0, 1)),
            disabled_reason TEXT,
            failing_since BIGINT,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            UNIQUE (organization_id, id),
            FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id)
        ) STRICT;
        CREATE INDEX webhooks_by_name ON webhooks (organization_id, name, id);

        CREATE TABLE webhook_secrets (
            webhook_id BIGINT PRIMARY KEY REFERENCES webhooks (id),
            team_id BIGINT NOT NULL,
            version BIGINT NOT NULL CHECK (version > 0),
            key_id TEXT NOT NULL,
            box BYTES NOT NULL,
            FOREIGN KEY (team_id, key_id) REFERENCES data_keys (team_id, id)
        ) STRICT;
        CREATE INDEX webhook_secrets_by_key ON webhook_secrets (team_id, key_id);

        CREATE TABLE webhook_deliveries (
            id IDENTITY,
            webhook_id BIGINT NOT NULL REFERENCES webhooks (id),
            message_id TEXT NOT NULL UNIQUE,
            event TEXT NOT NULL,
            payload TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
            attempts BIGINT NOT NULL CHECK (attempts >= 0),
            due_at BIGINT,
            last_attempt_at BIGINT,
            last_status BIGINT,
            last_error TEXT,
            created_at BIGINT NOT NULL,
            ended_at BIGINT,
            CHECK ((state = 'pending') = (due_at IS NOT NULL)),
            CHECK ((state = 'pending') = (ended_at IS NULL))
        ) STRICT;
        CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
        CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at, id) WHERE due_at IS NOT NULL;
        CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at, id) WHERE ended_at IS NOT NULL;
        """
}
