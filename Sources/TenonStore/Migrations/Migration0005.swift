// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// How many changes an organization has seen: what other processes look at to know whether there was one.
    static let changeCounts = Migration(
        version: 5, script: "ALTER TABLE audit_heads ADD COLUMN changes BIGINT NOT NULL DEFAULT 0;")
}
