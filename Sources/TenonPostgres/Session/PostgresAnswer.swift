// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

private import CPostgres
internal import TenonStore

/// What a statement returned.
struct PostgresAnswer {
    let rows: [SQLRow]
    /// How many rows the statement changed.
    let changed: Int
    /// What was done, as the server calls it: `COMMIT`, `INSERT 0 1`, ….
    let tag: String

    /// Reads a result in binary form, or throws what it says went wrong.
    init(result: OpaquePointer) throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: rows = []
        case PGRES_TUPLES_OK: rows = try Self.rows(of: result)
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE: throw PostgresFault(result: result)
        default: throw PostgresFault("0A000", "an answer of a kind that is not expected", isFatal: true)
        }
        changed = Int(String(cString: PQcmdTuples(result))) ?? 0
        tag = String(cString: PQcmdStatus(result))
    }

    private static func rows(of result: OpaquePointer) throws -> [SQLRow] {
        let fields = 0..<PQnfields(result)
        let columns = SQLRow.Columns(fields.map { PQfname(result, $0).map { String(cString: $0) } ?? "" })
        let types = fields.map { PostgresType(rawValue: PQftype(result, $0)) }
        return try (0..<PQntuples(result)).map { row in
            let values = try zip(fields, types).map { field, type in
                if PQgetisnull(result, row, field) == 1 { return SQLValue.null }
                let bytes = UnsafeRawBufferPointer(
                    start: PQgetvalue(result, row, field), count: Int(PQgetlength(result, row, field)))
                return PQfformat(result, field) == 1
                    ? try BinaryValue.read(bytes, as: type) : .text(String(decoding: bytes, as: UTF8.self))
            }
            return SQLRow(columns: columns, values: values)
        }
    }
}

/// Values in the binary form of their type.
enum BinaryValue {
    static func read(_ bytes: UnsafeRawBufferPointer, as type: PostgresType) throws -> SQLValue {
        switch type {
        case .int8: .integer(try integer(bytes, Int64.self))
        case .int4: .integer(Int64(try integer(bytes, Int32.self)))
        case .int2: .integer(Int64(try integer(bytes, Int16.self)))
        case .oid: .integer(Int64(try integer(bytes, UInt32.self)))
        case .bool: .integer(bytes.first == 0 ? 0 : 1)
        case .text, .varchar, .name, .unknown: .text(String(decoding: bytes, as: UTF8.self))
        case .void: .null
        case .bytea: .blob([UInt8](bytes))
        case .float8: .text("\(Double(bitPattern: try integer(bytes, UInt64.self)))")
        case .numeric: try numeric(bytes)
        default: throw PostgresFault("TN003", "a column of the type \(type.rawValue)", isFatal: false)
        }
    }

    private static func integer<Number: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _ type: Number.Type, at offset: Int = 0
    ) throws -> Number {
        guard offset >= 0, bytes.count >= offset + Number.bitWidth / 8 else {
            throw PostgresFault("TN003", "a value that is cut short", isFatal: false)
        }
        return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// A sum: an integer when it is a whole number of 64 bits, else a text, as with the other database.
    ///
    /// Number of digits, the first one's weight, sign, digits behind the point; each digit is one of base 10000.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) throws -> SQLValue {
        let count = Int(try integer(bytes, Int16.self))
        let weight = Int(try integer(bytes, Int16.self, at: 2))
        let sign = try integer(bytes, UInt16.self, at: 4)
        let scale = Int(try integer(bytes, Int16.self, at: 6))
        guard sign == 0 || sign == 0x4000, abs(weight) < 100 else { return .text("NaN") }
        let digits = try (0..<max(count, 0)).map { try integer(bytes, Int16.self, at: 8 + 2 * $0) }
        func group(_ position: Int) -> String {
            let index = weight - position
            let digit = digits.indices.contains(index) ? digits[index] : 0
            return String(String(Int(digit) + 10_000).dropFirst())
        }
        let whole = stride(from: max(weight, 0), through: 0, by: -1).map(group).joined().drop { $0 == "0" }
        let text = (sign == 0 ? "" : "-") + (whole.isEmpty ? "0" : whole)
        guard scale > 0 else { return Int64(text).map(SQLValue.integer) ?? .text(text) }
        let part = (1...(scale + 3) / 4).map { group(-$0) }.joined().prefix(scale)
        return .text(text + "." + part)
    }
}
