// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Data keys that are replaced: since when nothing needs an old one, and what is sealed with a key, by index.
    ///
    /// The indexes begin with the key and not with the team, so that a row that was moved to another team is found as well.
    static let dataKeyRotation = Migration(
        version: 10,
        script: """
            ALTER TABLE data_keys ADD COLUMN unused_since BIGINT;
            DROP INDEX connection_secrets_by_key;
            DROP INDEX webhook_secrets_by_key;
            CREATE INDEX connection_secrets_by_key ON connection_secrets (key_id, team_id, connection_id);
            CREATE INDEX connection_pending_by_key ON connection_pending (key_id, team_id, connection_id);
            CREATE INDEX authorizations_by_key ON authorizations (key_id, ticket_hash);
            CREATE INDEX installations_by_key ON installations (key_id, organization_id, type);
            CREATE INDEX webhook_secrets_by_key ON webhook_secrets (key_id, webhook_id);
            """)
}
