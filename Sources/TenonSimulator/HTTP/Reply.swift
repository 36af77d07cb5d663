// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TenonJSON

/// An answer before it is written.
struct Reply: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        /// Written piece by piece.
        case stream(Stream)
    }

    var status: Int
    var headers = HTTPFields()
    var body: Body = .bytes([])
    /// `ok` or an error code, for counters and log.
    var outcome = "ok"

    /// JSON that no cache may keep (RFC 6749 §5.1).
    static func json(_ value: JSON, status: Int = 200, outcome: String = "ok") -> Reply {
        Reply(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store", .pragma: "no-cache"],
            body: .bytes(value.utf8), outcome: outcome)
    }

    static func page(_ page: Page, status: Int = 200, outcome: String = "ok") -> Reply {
        Reply(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ], body: .bytes(Array(page.html.utf8)), outcome: outcome)
    }

    static func form(_ pairs: [(String, String)]) -> Reply {
        Reply(
            status: 200,
            headers: [.contentType: "application/x-www-form-urlencoded", .cacheControl: "no-store"],
            body: .bytes(Array(Fields.encode(pairs).utf8)))
    }

    static func redirect(_ address: String, outcome: String = "ok") -> Reply {
        Reply(status: 302, headers: [.location: address, .cacheControl: "no-store"], outcome: outcome)
    }

    /// An error as RFC 6749 §5.2 has it.
    static func error(_ code: String, _ sentence: String? = nil, status: Int = 400) -> Reply {
        var object: JSONObject = ["error": .string(code)]
        object["error_description"] = sentence.map(JSON.string)
        return .json(.object(object), status: status, outcome: code)
    }

    /// A refusal in the words of RFC 6749; a client that failed to authenticate is told how (§5.2).
    static func refusal(_ refusal: Refusal) -> Reply {
        let isClient = refusal.code == "invalid_client"
        var reply = Reply.error(refusal.code, refusal.sentence, status: isClient ? 401 : 400)
        if isClient { reply.headers[.wwwAuthenticate] = #"Basic realm="simulator""# }
        return reply
    }

    var response: Response {
        let status = HTTPResponse.Status(code: status)
        switch body {
        case .bytes(let bytes):
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let stream):
            return Response(
                status: status, headers: headers,
                body: ResponseBody(contentLength: stream.contentLength) { writer in
                    for index in 0..<stream.chunkCount {
                        if index > 0 { try await Task.sleep(for: .milliseconds(stream.delayMilliseconds)) }
                        try await writer.write(ByteBuffer(bytes: stream.chunk(index)))
                    }
                    try await writer.finish(nil)
                })
        }
    }
}

/// A body that comes in pieces, with a pause between them.
struct Stream: Sendable {
    let chunkCount: Int
    let delayMilliseconds: Int
    /// `nil` for one that is sent in chunks.
    let contentLength: Int?
    let chunk: @Sendable (Int) -> [UInt8]
}

extension HTTPField.Name {
    static let pragma = HTTPField.Name(constant: "pragma")
    static let simulate = HTTPField.Name(constant: "simulate")
    static let sessionToken = HTTPField.Name(constant: "x-session")
    static let apiKey = HTTPField.Name(constant: "x-api-key")
    static let oauthScopes = HTTPField.Name(constant: "x-oauth-scopes")

    private init(constant: String) {
        guard let name = HTTPField.Name(constant) else { preconditionFailure("a header name is misspelt") }
        self = name
    }
}
