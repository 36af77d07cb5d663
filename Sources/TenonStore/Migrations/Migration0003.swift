// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// API tokens that are narrowed to connections, requests and a rate.
    static let tokenLimits = Migration(version: 3, script: "ALTER TABLE api_tokens ADD COLUMN limits TEXT;")
}
