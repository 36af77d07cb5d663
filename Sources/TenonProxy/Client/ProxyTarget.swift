// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// The target of a proxied request, taken apart without being decoded: `/proxy/{connectionId}<path>?<query>`.
struct ProxyTarget: Equatable {
    /// Why a target goes no further.
    enum Fault: Error, Equatable {
        case identifier
        case noSuchIdentifier
        case path
        case dots
        case query

        var error: TenonError {
            switch self {
            case .identifier:
                .validation(["Invalid value of parameter 'connectionId': must be a positive whole number."])
            case .noSuchIdentifier: .notFound("Connection")
            case .path:
                TenonError(.validationFailed, "The path has characters or escapes that must be encoded otherwise.")
            case .dots: TenonError(.validationFailed, "The path has '.' or '..' segments, or an encoded NUL.")
            case .query: TenonError(.validationFailed, "The query has characters that must be encoded.")
            }
        }
    }

    static let prefix: StaticString = "/proxy/"

    let connectionID: ConnectionID
    /// What stands behind the identifier, without the query: empty, or from a slash on.
    let path: Range<Int>
    /// Behind the question mark; `nil` when there is none.
    let query: Range<Int>?

    /// Reads the target, which begins with the prefix; the ranges count from its beginning.
    init(_ target: UnsafeRawBufferPointer) throws(Fault) {
        var position = ProxyTarget.prefix.utf8CodeUnitCount
        let digits = position
        while position < target.count, Bytes.isDigit(target[position]) { position += 1 }
        let isEnd =
            position == target.count || target[position] == UInt8(ascii: "/")
            || target[position] == UInt8(ascii: "?")
        guard position > digits, target[digits] != UInt8(ascii: "0"), isEnd else { throw .identifier }
        guard let number = Bytes.decimal(UnsafeRawBufferPointer(rebasing: target[digits..<position])) else {
            throw .noSuchIdentifier
        }
        connectionID = ConnectionID(number)
        let mark = target[position...].firstIndex(of: UInt8(ascii: "?"))
        path = position..<(mark ?? target.count)
        query = mark.map { $0 + 1..<target.count }
        try ProxyTarget.checkPath(UnsafeRawBufferPointer(rebasing: target[path]))
        if let query, target[query].contains(UInt8(ascii: "#")) { throw .query }
    }

    // MARK: - Path

    /// How often a path may have been encoded: a server behind a proxy may decode once more than it should.
    private static let decodingsMax = 3

    /// RFC 3986's alphabet with a few characters that are common in the wild, and no way out of the base path.
    private static func checkPath(_ path: UnsafeRawBufferPointer) throws(Fault) {
        var mayHoldDots = false
        for (index, byte) in path.enumerated() {
            switch byte {
            case UInt8(ascii: "%"):
                guard index + 2 < path.count, Bytes.hexValue(path[index + 1]) != nil,
                    Bytes.hexValue(path[index + 2]) != nil
                else { throw .path }
                mayHoldDots = true
            case UInt8(ascii: "."): mayHoldDots = true
            case UInt8(ascii: "\\"), UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
                throw .path
            default: break
            }
        }
        guard mayHoldDots else { return }
        var decoded = Array(path)
        for _ in 0..<decodingsMax {
            guard !hasDots(decoded), !decoded.contains(0) else { throw .dots }
            guard let further = decode(decoded) else { return }
            decoded = further
        }
        guard !hasDots(decoded), !decoded.contains(0) else { throw .dots }
    }

    /// Whether a segment is `.` or `..`, with parameters (`..;x`) or white space or not, between slashes of either kind.
    private static func hasDots(_ path: [UInt8]) -> Bool {
        path.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }).contains { segment in
            let name = segment.prefix { $0 != UInt8(ascii: ";") }.filter { $0 > 0x20 && $0 != 0x7F }
            return name == [UInt8(ascii: ".")] || name == [UInt8(ascii: "."), UInt8(ascii: ".")]
        }
    }

    /// The path with its escapes decoded once; `nil` when there are none.
    ///
    /// Over-long UTF-8 of dot and slashes, which sloppy decoders take for the real ones, becomes the real ones.
    private static func decode(_ path: [UInt8]) -> [UInt8]? {
        guard path.contains(UInt8(ascii: "%")) else { return nil }
        var decoded: [UInt8] = []
        var index = 0
        while index < path.count {
            if path[index] == UInt8(ascii: "%"), index + 2 < path.count, let high = Bytes.hexValue(path[index + 1]),
                let low = Bytes.hexValue(path[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(path[index])
                index += 1
            }
        }
        guard decoded != path else { return nil }
        return plain(decoded)
    }

    private static func plain(_ bytes: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            if bytes[index] == 0xC0 || bytes[index] == 0xC1, next != 0 {
                plain.append((bytes[index] & 1) << 6 | next & 0x3F)
                index += 2
            } else if bytes[index] == 0xE0, next & 0xFE == 0x80, third != 0 {
                plain.append((next & 1) << 6 | third & 0x3F)
                index += 3
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return plain
    }

    // MARK: - Query

    /// Whether the query has a parameter of one of these names, however it is spelt.
    static func query(_ query: UnsafeRawBufferPointer, names: [String]) -> Bool {
        query.split(whereSeparator: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: ";") }).contains { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let decoded = decode(Array(name)) else { return names.contains { $0.utf8.elementsEqual(name) } }
            return names.contains { $0.utf8.elementsEqual(decoded) }
        }
    }
}
