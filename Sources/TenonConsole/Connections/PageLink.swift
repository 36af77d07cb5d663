// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The address of a page with what is asked of it.
struct PageLink {
    private let path: String
    private var fields: [(name: String, value: String)] = []

    init(_ path: String) { self.path = path }

    /// The same with one more field; one without a value is left out.
    func adding(_ name: String, _ value: String?) -> PageLink {
        guard let value, !value.isEmpty else { return self }
        var link = self
        link.fields.append((name, value))
        return link
    }

    var text: String {
        guard !fields.isEmpty else { return path }
        return path + "?"
            + fields.map { "\(PageLink.encoded($0.name))=\(PageLink.encoded($0.value))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            default: encoded += ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}
