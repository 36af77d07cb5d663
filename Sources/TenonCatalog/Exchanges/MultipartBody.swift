// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// A body of the type `multipart/form-data` (RFC 7578).
struct MultipartBody {
    /// The most parts of one body.
    static let partsMax = 1_000
    private static let boundaryBytes = 16

    private let boundary: String
    private(set) var bytes: [UInt8] = []
    private var parts = 0

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// A part for each field; those of an array follow each other under the same name.
    ///
    /// A collection with `value` or `data` is a file, whose `filename` and `contentType` stand beside it, or in
    /// `options` as in Make; any other is sent as JSON.
    init(_ fields: ValueCollection, randomness: any Randomness) throws(RequestFault) {
        boundary = "tenon-" + Base64.hex(randomness.bytes(MultipartBody.boundaryBytes))
        for field in fields {
            if case .array(let elements) = field.value.content {
                for element in elements { try append(field.name, element) }
            } else {
                try append(field.name, field.value)
            }
        }
        bytes += Array("--\(boundary)--\r\n".utf8)
    }

    private mutating func append(_ name: String, _ value: Value) throws(RequestFault) {
        guard value.content != .ignore, !value.isNull else { return }
        parts += 1
        guard parts <= MultipartBody.partsMax else {
            throw RequestFault(.tooManyParts, ["count": "\(MultipartBody.partsMax)"])
        }
        guard let collection = value.collection else { return try append(name, value.bytes, nil, nil) }
        guard let content = collection["value"] ?? collection["data"] else {
            return try append(name, value.json.utf8, nil, "application/json")
        }
        let options = collection["options"]?.collection ?? ValueCollection()
        func text(_ names: String...) -> String? {
            names.lazy.compactMap { collection[$0] ?? options[$0] }.first { !$0.isEmpty }?.text
        }
        let isNested = content.collection != nil
        try append(
            name, isNested ? content.json.utf8 : content.bytes, text("filename", "fileName"),
            text("contentType", "content-type"))
    }

    private mutating func append(
        _ name: String, _ content: [UInt8], _ filename: String?, _ contentType: String?
    ) throws(RequestFault) {
        var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(MultipartBody.escaped(name))\""
        if let filename { head += "; filename=\"\(MultipartBody.escaped(filename))\"" }
        if let type = contentType ?? (filename == nil ? nil : "application/octet-stream") {
            guard type.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw RequestFault(.partTypeNotSendable)
            }
            head += "\r\nContent-Type: \(type)"
        }
        bytes += Array(head.utf8) + Array("\r\n\r\n".utf8) + content + Array("\r\n".utf8)
    }

    /// As browsers do (the HTML standard, multipart/form-data encoding): the quotation mark and line breaks only.
    private static func escaped(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.flatMap { scalar -> [UnicodeScalar] in
                    switch scalar {
                    case "\"": Array("%22".unicodeScalars)
                    case "\r": Array("%0D".unicodeScalars)
                    case "\n": Array("%0A".unicodeScalars)
                    default: [scalar]
                    }
                }))
    }
}
