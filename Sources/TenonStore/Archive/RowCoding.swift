// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Rows as bytes: each value behind a byte for its kind, texts and bytes behind their length.
enum RowCoding {
    private enum Tag: UInt8 { case null, integer, text, blob }

    struct Malformed: Error {}

    static func append(_ values: [SQLValue], to bytes: inout [UInt8]) {
        for value in values {
            switch value {
            case .null: bytes.append(Tag.null.rawValue)
            case .integer(let integer):
                bytes.append(Tag.integer.rawValue)
                append(UInt64(bitPattern: integer), to: &bytes)
            case .text(let text):
                bytes.append(Tag.text.rawValue)
                append(UInt32(text.utf8.count), to: &bytes)
                bytes += text.utf8
            case .blob(let blob):
                bytes.append(Tag.blob.rawValue)
                append(UInt32(blob.count), to: &bytes)
                bytes += blob
            }
        }
    }

    static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }

    /// Takes values off the front.
    ///
    /// - Throws: ``Malformed``.
    static func take(_ count: Int, from bytes: inout ArraySlice<UInt8>) throws -> [SQLValue] {
        var values: [SQLValue] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            guard let tag = bytes.popFirst().flatMap(Tag.init) else { throw Malformed() }
            switch tag {
            case .null: values.append(.null)
            case .integer: values.append(.integer(Int64(bitPattern: try take(UInt64.self, from: &bytes))))
            case .text:
                // Repaired text would be another one.
                guard let text = String(validating: try takeCounted(from: &bytes), as: UTF8.self) else {
                    throw Malformed()
                }
                values.append(.text(text))
            case .blob: values.append(.blob([UInt8](try takeCounted(from: &bytes))))
            }
        }
        return values
    }

    static func take<Number: FixedWidthInteger>(
        _ type: Number.Type, from bytes: inout ArraySlice<UInt8>
    ) throws -> Number {
        guard bytes.count >= Number.bitWidth / 8 else { throw Malformed() }
        let number = bytes.prefix(Number.bitWidth / 8).reduce(Number.zero) { $0 << 8 | Number($1) }
        bytes.removeFirst(Number.bitWidth / 8)
        return number
    }

    private static func takeCounted(from bytes: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        let count = Int(try take(UInt32.self, from: &bytes))
        guard bytes.count >= count else { throw Malformed() }
        defer { bytes.removeFirst(count) }
        return bytes.prefix(count)
    }
}
