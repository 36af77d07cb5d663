// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
package import Hummingbird
internal import NIOCore
package import TenonJSON

extension Response {
    /// The only content type of the API.
    static let jsonContentType = "application/json; charset=utf-8"

    /// An answer whose body is `json`.
    package init(json: JSON, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: Response.jsonContentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.utf8)))
    }
}
