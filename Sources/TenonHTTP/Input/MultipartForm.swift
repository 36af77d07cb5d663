// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TenonDomain

/// A form with files (`multipart/form-data`, RFC 7578), as browsers send it.
package struct MultipartForm: Sendable {
    package struct File: Sendable {
        /// What the browser calls it, without folders: nothing to rely on.
        package let name: String
        package let bytes: [UInt8]
    }

    /// The largest body, in bytes.
    package static let bytesMax = 17 << 20
    /// How many parts a form may have.
    static let partsMax = 100
    /// The largest head of a part, in bytes.
    static let headBytesMax = 4096

    package let form: Query
    /// Those that were chosen, by the name of their field; of several of one name the last.
    package let files: [String: File]

    /// Takes the body apart; `contentType` is the header's value.
    ///
    /// - Throws: ``TenonError`` `unsupportedMediaType` when it is no such type, `validationFailed` when the body is
    ///   malformed.
    init(_ body: [UInt8], contentType: String?) throws {
        guard let boundary = MultipartForm.boundary(in: contentType ?? "") else {
            throw TenonError(.unsupportedMediaType, "The body has to be a form with files.")
        }
        var reader = Reader(body: Data(body), boundary: boundary)
        guard reader.skip(reader.delimiter.dropFirst(2)) else { throw MultipartForm.malformed }
        var fields: [(name: String, value: String)] = []
        var files: [String: File] = [:]
        var parts = 0
        while try !reader.isAtEnd() {
            parts += 1
            guard parts <= MultipartForm.partsMax else {
                throw TenonError.validation(.queryTooMany, ["count": String(MultipartForm.partsMax)])
            }
            guard let head = reader.head(), let content = reader.content(),
                let (name, file) = MultipartForm.names(in: head)
            else { throw MultipartForm.malformed }
            if let file {
                // An empty name is how a browser sends that nothing was chosen.
                if !file.isEmpty { files[name] = File(name: file, bytes: Array(content)) }
            } else {
                guard let text = String(validating: content, as: UTF8.self) else { throw MultipartForm.malformed }
                fields.append((name, text))
            }
        }
        form = Query(fields: fields)
        self.files = files
    }

    private static let malformed = TenonError.validation(.formMalformed)

    /// Whether a body of that type is such a form.
    static func isType(_ contentType: String?) -> Bool {
        contentType?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
            == "multipart/form-data"
    }

    /// What separates the parts (RFC 2046 §5.1.1); `nil` when none is named, or one that could not be.
    private static func boundary(in contentType: String) -> String? {
        guard isType(contentType), let semicolon = contentType.firstIndex(of: ";"),
            let boundary = parameters(String(contentType[semicolon...]))["boundary"]
        else { return nil }
        let isPlain = boundary.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }
        return isPlain && (1...70).contains(boundary.utf8.count) && !boundary.hasSuffix(" ") ? boundary : nil
    }

    /// The names of field and file in a part's head; the file's is `nil` where there is none.
    private static func names(in head: String) -> (name: String, file: String?)? {
        for line in head.components(separatedBy: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-disposition" else { continue }
            let value = parts[1].trimmingCharacters(in: .whitespaces)
            guard value.lowercased().hasPrefix("form-data;") else { return nil }
            let parameters = parameters(String(value.dropFirst("form-data".count)))
            guard let name = parameters["name"], !name.isEmpty else { return nil }
            let file = parameters["filename"]?.split(whereSeparator: { "/\\".contains($0) }).last.map(String.init)
            return (name, parameters["filename"] == nil ? nil : file ?? "")
        }
        return nil
    }

    /// `; name=value; name="value"`, names in lower case; browsers write quotes and line breaks in values as `%22`,
    /// `%0D` and `%0A` (HTML, multipart/form-data encoding algorithm).
    private static func parameters(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        for match in text.matches(of: #/;\s*([A-Za-z*-]+)=(?:"([^"]*)"|([^;"\s]+))/#) {
            let value = String(match.2 ?? match.3 ?? "")
            found[match.1.lowercased()] = [("%22", "\""), ("%0D", "\r"), ("%0A", "\n")].reduce(value) {
                $0.replacing($1.0, with: $1.1)
            }
        }
        return found
    }

    /// Walks through the parts.
    private struct Reader {
        let body: Data
        let delimiter: Data
        private var index: Data.Index

        init(body: Data, boundary: String) {
            self.body = body
            delimiter = Data("\r\n--\(boundary)".utf8)
            index = body.startIndex
        }

        mutating func skip(_ bytes: some Collection<UInt8>) -> Bool {
            guard body[index...].starts(with: bytes) else { return false }
            index += bytes.count
            return true
        }

        /// Behind a delimiter: whether it was the last; what follows that says nothing.
        mutating func isAtEnd() throws -> Bool {
            if skip("--".utf8) { return true }
            guard skip("\r\n".utf8) else { throw MultipartForm.malformed }
            return false
        }

        /// The lines before the empty one.
        mutating func head() -> String? {
            let end = body.index(index, offsetBy: MultipartForm.headBytesMax, limitedBy: body.endIndex) ?? body.endIndex
            guard let found = body.range(of: Data("\r\n\r\n".utf8), in: index..<end) else { return nil }
            defer { index = found.upperBound }
            return String(validating: body[index..<found.lowerBound], as: UTF8.self)
        }

        /// What stands before the next delimiter.
        mutating func content() -> Data? {
            guard let found = body.range(of: delimiter, in: index..<body.endIndex) else { return nil }
            defer { index = found.upperBound }
            return body[index..<found.lowerBound]
        }
    }
}
