// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why a database does not fit this program.
package enum SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A newer program has worked on it.
    case newer(found: Int, known: Int)
    /// It was never set up, or by an older program, and may not be changed now.
    case older(found: Int, known: Int)

    package var description: String {
        switch self {
        case .newer(let found, let known):
            "The database has schema \(found), made by a newer Tenon; this one knows schemas up to \(known): "
                + "run the newer version, or restore a backup made before it."
        case .older(let found, let known):
            "The database has schema \(found), this Tenon needs \(known): start the server once to bring it up to date."
        }
    }
}
