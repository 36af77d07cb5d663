// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// How people sign in: passwords, sessions, invitations, identities at a provider.
    static let signIn = Migration(
        version: 4,
        script: """
            CREATE TABLE passwords (
                user_id BIGINT PRIMARY KEY REFERENCES users (id),
                hash TEXT NOT NULL,
                changed_at BIGINT NOT NULL
            ) STRICT;

            CREATE TABLE sessions (
                id IDENTITY,
                user_id BIGINT NOT NULL REFERENCES users (id),
                method TEXT NOT NULL CHECK (method IN ('password', 'provider')),
                token_hash BYTES NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                created_at BIGINT NOT NULL,
                seen_at BIGINT NOT NULL,
                ends_at BIGINT NOT NULL,
                address TEXT,
                user_agent TEXT
            ) STRICT;
            CREATE INDEX sessions_by_user ON sessions (user_id, id);
            CREATE INDEX sessions_by_end ON sessions (ends_at);

            CREATE TABLE invitations (
                user_id BIGINT PRIMARY KEY REFERENCES users (id),
                organization_id BIGINT NOT NULL,
                token_hash BYTES NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                created_by BIGINT NOT NULL REFERENCES users (id),
                created_at BIGINT NOT NULL,
                ends_at BIGINT NOT NULL,
                UNIQUE (organization_id, user_id),
                FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
            ) STRICT;
            CREATE INDEX invitations_by_maker ON invitations (created_by);
            CREATE INDEX invitations_by_organization ON invitations (organization_id, created_at, user_id);
            CREATE INDEX invitations_by_end ON invitations (ends_at);

            CREATE TABLE identities (
                issuer TEXT NOT NULL,
                subject TEXT NOT NULL,
                user_id BIGINT NOT NULL REFERENCES users (id),
                created_at BIGINT NOT NULL,
                PRIMARY KEY (issuer, subject)
            ) STRICT;
            CREATE INDEX identities_by_user ON identities (user_id);
            """)
}
