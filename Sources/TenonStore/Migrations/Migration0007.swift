// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Links whose page shows a name and a colour of one's own.
    static let linkBrands = Migration(
        version: 7,
        script: """
            ALTER TABLE connection_links ADD COLUMN brand_name TEXT;
            ALTER TABLE connection_links ADD COLUMN brand_color TEXT;
            """)
}
