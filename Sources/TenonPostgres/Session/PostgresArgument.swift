// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonStore

/// A type of PostgreSQL by its object identifier.
struct PostgresType: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt32

    static let unknown = PostgresType(rawValue: 0)
    static let bool = PostgresType(rawValue: 16)
    static let bytea = PostgresType(rawValue: 17)
    static let name = PostgresType(rawValue: 19)
    static let int8 = PostgresType(rawValue: 20)
    static let int2 = PostgresType(rawValue: 21)
    static let int4 = PostgresType(rawValue: 23)
    static let text = PostgresType(rawValue: 25)
    static let oid = PostgresType(rawValue: 26)
    static let float8 = PostgresType(rawValue: 701)
    static let varchar = PostgresType(rawValue: 1043)
    static let numeric = PostgresType(rawValue: 1700)
    /// What a function returns that returns nothing.
    static let void = PostgresType(rawValue: 2278)
}

/// An argument as it goes over the wire: in the binary form of its type, which needs no quoting and has a length.
struct PostgresArgument {
    let type: PostgresType
    /// `nil` for nothing.
    let bytes: [UInt8]?

    /// - Throws: ``PostgresFault/textWithNUL`` before the server would, and undo the transaction.
    init(_ value: SQLValue) throws {
        switch value {
        case .null: (type, bytes) = (.unknown, nil)
        case .integer(let integer):
            (type, bytes) = (.int8, withUnsafeBytes(of: integer.bigEndian) { Array($0) })
        case .text(let text):
            guard !text.utf8.contains(0) else { throw PostgresFault.textWithNUL }
            (type, bytes) = (.text, Array(text.utf8))
        case .blob(let blob): (type, bytes) = (.bytea, blob)
        }
    }

    typealias Body<Result> = (
        _ count: Int32, _ types: [UInt32], _ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]
    ) -> Result

    /// Lends the arguments as libpq takes them.
    static func withUnsafe<Result>(_ arguments: [PostgresArgument], _ body: Body<Result>) -> Result {
        // One more byte, because an empty array has no address, and no address would mean nothing.
        let storage = arguments.reduce(into: [UInt8]()) { $0 += ($1.bytes ?? []) + [0] }
        return storage.withUnsafeBytes { storage in
            var offset = 0
            let values = arguments.map { argument -> UnsafePointer<CChar>? in
                defer { offset += (argument.bytes?.count ?? 0) + 1 }
                guard argument.bytes != nil else { return nil }
                return storage.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self)
            }
            return body(
                Int32(arguments.count), arguments.map(\.type.rawValue), values,
                arguments.map { Int32($0.bytes?.count ?? 0) }, arguments.map { _ in 1 })
        }
    }
}
