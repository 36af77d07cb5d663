// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why all of a database cannot be written to a file, or read from one, as a sentence for the operator.
package enum ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    case exists(path: String)
    case missing(path: String)
    case file(path: String, reason: String)
    case notAnArchive(path: String)
    /// It is cut short, or not every byte is the one that was written.
    case damaged(path: String, reason: String)
    /// A newer program has written it, or has made the database it is of.
    case newer(path: String, found: Int, known: Int)
    /// There is something already where all is to be put.
    case notEmpty(place: String, reason: String)
    /// What was read back is not what was written.
    case mismatch(table: String)

    package var description: String {
        switch self {
        case .exists(let path): "There is a file at \(path) already: choose another name, or move it away."
        case .missing(let path): "There is no file at \(path)."
        case .file(let path, let reason): "The file \(path) cannot be used: \(reason)."
        case .notAnArchive(let path): "The file \(path) is not a backup made by 'tenon backup'."
        case .damaged(let path, let reason):
            "The backup \(path) is damaged: \(reason). Nothing was restored; use another one."
        case .newer(let path, let found, let known):
            "The backup \(path) has schema \(found), made by a newer Tenon; this one knows schemas up to \(known): "
                + "restore it with the newer version."
        case .notEmpty(let place, let reason):
            "\(place) is not empty: \(reason). Nothing was changed; name an empty one."
        case .mismatch(let table):
            "What was written to the table '\(table)' reads back differently. Everything was undone; this is a fault of "
                + "Tenon or of the database."
        }
    }
}
