// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonSQLite
import TenonStore

/// The databases that have to keep what the stores promise.
enum Backend: String, CaseIterable {
    case sqlite

    /// An empty database with the current schema.
    func open() async throws -> any SQLDatabase {
        switch self {
        case .sqlite: try await SQLiteDatabase.open(at: TemporaryDirectory.path + "/tenon.db")
        }
    }
}
