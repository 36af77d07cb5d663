// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonStore

/// Why a PostgreSQL database cannot be used, as a sentence for the operator.
///
/// It may name host, port, user and database, and never the rest of the URL.
package enum PostgresOpenError: Error, Hashable, Sendable, CustomStringConvertible {
    case invalidURL(reason: String)
    /// Nobody answers, TLS cannot be agreed on, or the server turns us away.
    case unreachable(place: String, reason: String)
    case refused(place: String, reason: String)
    case readOnly(place: String)
    case wrongEncoding(String)
    case tooOld
    /// It has other tables, or none.
    case foreign
    case unusable(reason: String)

    /// How much of what libpq says is repeated.
    private static let reasonCharactersMax = 400

    /// Sorts what libpq says of a connection that failed.
    init(message: String, place: String) {
        let lines = message.split(separator: "\n").map { line in
            String(line.map { $0.isASCII && ($0.asciiValue ?? 0) < 32 ? " " : $0 }).trimmingSpaces
        }
        let reason = String(lines.joined(separator: "; ").prefix(Self.reasonCharactersMax))
        let refusals = ["authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry"]
        if reason.contains("session is read-only") || reason.contains("is in hot standby mode") {
            self = .readOnly(place: place)
        } else if refusals.contains(where: reason.contains) {
            self = .refused(place: place, reason: reason)
        } else {
            self = .unreachable(place: place, reason: reason)
        }
    }

    package var description: String {
        switch self {
        case .invalidURL(let reason): "The database URL cannot be used: \(reason)."
        case .unreachable(let place, let reason):
            "The database at \(place) cannot be reached: \(reason). Check the URL, and that the server runs."
        case .refused(let place, let reason):
            "The database at \(place) refuses the log-in: \(reason). Check user, password and database in the URL."
        case .readOnly(let place):
            "The database at \(place) can only be read: name the primary server in the URL, or all servers."
        case .wrongEncoding(let encoding):
            "The database has the encoding \(encoding): create one with ENCODING 'UTF8'."
        case .tooOld: "The PostgreSQL server is too old: version 13 or a later one is needed."
        case .foreign: "The database has not the tables of Tenon: name an empty one, or that of a server."
        case .unusable(let reason): "The database cannot be opened: \(reason)."
        }
    }

    /// The sentence for what went wrong while opening; errors that are one already stay as they are.
    static func describing(_ error: any Error) -> any Error {
        guard let error = error as? TenonError else { return error }
        switch error.underlying {
        case let open as PostgresOpenError: return open
        case let fault as PostgresFault:
            switch fault.code {
            // No such table or column, or one of another program in the place of ours.
            case "42P01", "42703", "42P07", "42804": return foreign
            case "42501": return unusable(reason: "its user may not make tables in it: \(fault.message)")
            default: return unusable(reason: "PostgreSQL says \(fault.code), \(fault.message)")
            }
        default: return error
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
