// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// A value as both databases know it.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// What can be an argument of a statement and be read from a column.
package protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }
    /// Returns `nil` when the column holds something else.
    static func read(_ value: SQLValue) -> Self?
}

extension Int64: SQLConvertible {
    package var sqlValue: SQLValue { .integer(self) }
    package static func read(_ value: SQLValue) -> Int64? {
        guard case .integer(let integer) = value else { return nil }
        return integer
    }
}

extension Int: SQLConvertible {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package static func read(_ value: SQLValue) -> Int? { Int64.read(value).flatMap { Int(exactly: $0) } }
}

extension Bool: SQLConvertible {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    package static func read(_ value: SQLValue) -> Bool? { Int64.read(value).map { $0 != 0 } }
}

extension String: SQLConvertible {
    package var sqlValue: SQLValue { .text(self) }
    package static func read(_ value: SQLValue) -> String? {
        guard case .text(let text) = value else { return nil }
        return text
    }
}

extension [UInt8]: SQLConvertible {
    package var sqlValue: SQLValue { .blob(self) }
    package static func read(_ value: SQLValue) -> [UInt8]? {
        guard case .blob(let bytes) = value else { return nil }
        return bytes
    }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    package var sqlValue: SQLValue { self?.sqlValue ?? .null }
    package static func read(_ value: SQLValue) -> Wrapped?? {
        guard value != .null else { return .some(nil) }
        return Wrapped.read(value).map(Optional.some)
    }
}

extension SQLConvertible where Self: RawRepresentable, RawValue == String {
    package var sqlValue: SQLValue { .text(rawValue) }
    package static func read(_ value: SQLValue) -> Self? { String.read(value).flatMap { Self(rawValue: $0) } }
}

extension JSON: SQLConvertible {
    package var sqlValue: SQLValue { .text(text()) }
    package static func read(_ value: SQLValue) -> JSON? {
        // An empty list is what most columns hold. What is not JSON is reported by the row, with the column's name.
        String.read(value).flatMap { $0 == "[]" ? .array([]) : try? JSONReader.read($0) }
    }
}

extension Identifier: SQLConvertible {
    package var sqlValue: SQLValue { .integer(rawValue) }
    package static func read(_ value: SQLValue) -> Identifier? { Int64.read(value).map { Identifier($0) } }
}

extension Timestamp: SQLConvertible {
    package var sqlValue: SQLValue { .integer(milliseconds) }
    package static func read(_ value: SQLValue) -> Timestamp? {
        Int64.read(value).map { Timestamp(milliseconds: $0) }
    }
}

extension DataKeyID: SQLConvertible {
    package var sqlValue: SQLValue { .text(rawValue) }
    package static func read(_ value: SQLValue) -> DataKeyID? { String.read(value).map { DataKeyID($0) } }
}

extension AuditAction: SQLConvertible {}
extension Connection.Health: SQLConvertible {}
extension Connection.Metadata.Kind: SQLConvertible {}
extension Connection.Trouble.Reason: SQLConvertible {}
extension Session.Method: SQLConvertible {}
extension TeamRole: SQLConvertible {}
extension User.OrganizationRole: SQLConvertible {}
extension WebhookDelivery.State: SQLConvertible {}
extension WebhookEvent: SQLConvertible {}
