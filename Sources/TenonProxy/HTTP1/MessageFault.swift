// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why a message is not in HTTP/1.1's grammar (RFC 9112), or is one that two readers could read differently.
package enum MessageFault: Error, Hashable, Sendable {
    case startLine
    case lineEnd
    case headerName
    case headerValue
    case foldedHeader
    case contentLength
    case transferEncoding
    /// Both `Content-Length` and `Transfer-Encoding`.
    case twoLengths
    case host
    case connectionOptions
    case chunk
    case trailer
    case version
    case headTooLarge
    case tooManyInterimAnswers
    case unexpectedUpgrade

    /// A sentence for a person.
    package var sentence: String {
        switch self {
        case .startLine: "The first line is malformed."
        case .lineEnd: "A line does not end with CR and LF."
        case .headerName: "The name of a header is malformed."
        case .headerValue: "The value of a header has control characters."
        case .foldedHeader: "A header goes on in the next line."
        case .contentLength: "Content-Length is malformed, or given twice."
        case .transferEncoding: "Transfer-Encoding is not 'chunked' alone."
        case .twoLengths: "Content-Length and Transfer-Encoding exclude each other."
        case .host: "There is not exactly one well-formed Host."
        case .connectionOptions: "Connection lists too many options."
        case .chunk: "The body's chunks are malformed."
        case .trailer: "The trailer is malformed or too large."
        case .version: "The version of HTTP is not supported."
        case .headTooLarge: "The headers are too large."
        case .tooManyInterimAnswers: "There are too many interim answers."
        case .unexpectedUpgrade: "The protocol was switched although nobody asked for it."
        }
    }
}

/// The limits of a message's head.
package struct HeadLimits: Sendable, Hashable {
    package let bytesMax: Int
    package let fieldsMax: Int

    package init(bytesMax: Int, fieldsMax: Int) {
        self.bytesMax = bytesMax
        self.fieldsMax = fieldsMax
    }
}
