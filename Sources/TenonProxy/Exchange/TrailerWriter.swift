// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Writes the end of a chunked body, with the trailer fields that may pass.
enum TrailerWriter {
    private static let forbidden: Set<String> = [
        "authorization", "cache-control", "content-encoding", "content-length", "content-range", "content-type",
        "cookie", "expect", "host", "max-forwards", "pragma", "range", "set-cookie", "te", "trailer",
        "transfer-encoding", "www-authenticate",
    ]

    /// RFC 9110 §6.5.1: nothing that frames, routes, authenticates or says what the content is.
    ///
    /// - Returns: `false`, with nothing written, when the trailer is malformed.
    static func write(_ trailer: ByteBuffer?, dropping names: [String], to out: inout ByteBuffer) -> Bool {
        guard let trailer else {
            out.writeStaticString("0\r\n\r\n")
            return true
        }
        return trailer.withUnsafeReadableBytes { bytes in
            var fields = FieldSection()
            do { try fields.read(bytes, from: 0, fieldsMax: 64) } catch { return false }
            out.writeStaticString("0\r\n")
            for line in fields.lines where line.kind == .other || line.kind == .requestID {
                let name = String(decoding: bytes[line.start..<line.nameEnd].map(Bytes.folded), as: UTF8.self)
                guard !forbidden.contains(name), !names.contains(name) else { continue }
                out.writeBytes(bytes[line.start..<line.end])
            }
            out.writeStaticString("\r\n")
            return true
        }
    }
}
