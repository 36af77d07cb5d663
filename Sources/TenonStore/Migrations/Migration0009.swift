// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Organizations' own apps: drafts, published versions, and where secrets could go when they were entered.
    static let definitions = Migration(version: 9, script: drafts + published + reach)

    /// `app_names` keeps every name that was ever given: what belonged to a definition that is gone must not fall to another.
    private static let drafts = """
        CREATE TABLE app_names (
            kind TEXT NOT NULL CHECK (kind IN ('app', 'connection')),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            PRIMARY KEY (kind, name)
        ) STRICT;

        CREATE TABLE apps (
            name TEXT PRIMARY KEY,
            organization_id BIGINT NOT NULL REFERENCES organizations (id),
            label TEXT NOT NULL,
            description TEXT NOT NULL,
            theme TEXT NOT NULL,
            documentation TEXT,
            language TEXT NOT NULL,
            countries TEXT NOT NULL,
            base TEXT NOT NULL,
            published_version BIGINT NOT NULL CHECK (published_version >= 0),
            revision BIGINT NOT NULL CHECK (revision > 0),
            published_revision BIGINT NOT NULL CHECK (published_revision >= 0),
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            UNIQUE (organization_id, name)
        ) STRICT;
        CREATE INDEX apps_published ON apps (published_version, name) WHERE published_version > 0;

        CREATE TABLE app_connections (
            name TEXT PRIMARY KEY,
            organization_id BIGINT NOT NULL,
            app TEXT NOT NULL,
            label TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('oauth', 'basic')),
            created_at BIGINT NOT NULL,
            FOREIGN KEY (organization_id, app) REFERENCES apps (organization_id, name)
        ) STRICT;
        CREATE INDEX app_connections_by_app ON app_connections (app, name);
        CREATE INDEX app_connections_by_organization ON app_connections (organization_id, app);

        CREATE TABLE app_sections (
            connection TEXT NOT NULL REFERENCES app_connections (name),
            section TEXT NOT NULL
                CHECK (section IN ('api', 'parameters', 'scopes', 'scope', 'install', 'installSpec', 'tenon')),
            content TEXT NOT NULL,
            PRIMARY KEY (connection, section)
        ) STRICT;

        """

    private static let published = """
        CREATE TABLE definitions (
            app TEXT NOT NULL,
            version BIGINT NOT NULL CHECK (version > 0),
            organization_id BIGINT NOT NULL,
            source TEXT NOT NULL,
            published_by BIGINT NOT NULL REFERENCES users (id),
            published_at BIGINT NOT NULL,
            PRIMARY KEY (app, version),
            FOREIGN KEY (organization_id, app) REFERENCES apps (organization_id, name)
        ) STRICT;
        CREATE INDEX definitions_by_organization ON definitions (organization_id, app);
        CREATE INDEX definitions_by_publisher ON definitions (published_by);

        CREATE TABLE definition_changes (
            id BIGINT PRIMARY KEY CHECK (id = 1),
            changes BIGINT NOT NULL
        ) STRICT;

        """

    /// `reach` is where the values could go by the definition that they were entered for; none for types that are files.
    private static let reach = """
        ALTER TABLE installations ADD COLUMN reach TEXT;
        ALTER TABLE connection_pending ADD COLUMN definition_version BIGINT;
        CREATE INDEX connections_by_definition ON connections (type, definition_version);
        """
}
