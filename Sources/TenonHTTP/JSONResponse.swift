// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
package import Hummingbird
package import NIOCore
package import TenonJSON

extension Response {
    /// The only content type of the API.
    static let jsonContentType = "application/json; charset=utf-8"

    /// An answer whose body is `json`.
    package init(json: JSON, status: HTTPResponse.Status = .ok) {
        self.init(jsonText: ByteBuffer(bytes: json.utf8), status: status)
    }

    /// An answer whose body is JSON with comments, as somebody wrote it.
    package init(jsoncText text: String) {
        self.init(
            status: .ok, headers: [.contentType: "application/jsonc; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// An answer whose body is JSON that is written already.
    package init(jsonText: ByteBuffer, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: Response.jsonContentType],
            body: ResponseBody(byteBuffer: jsonText))
    }
}
