// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
package import TenonJSON

/// Requests to the servers of the tests, one at a time and without following redirects.
package enum LoopbackHTTP {
    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(name: String, value: String)]
        package let body: [UInt8]

        package var text: String { String(decoding: body, as: UTF8.self) }

        package var json: JSON { get throws { try JSONReader.read(text) } }

        /// The first header of this name, in any case of letters.
        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    private static let bodyBytesMax = 4 << 20
    private static let seconds: Int64 = 30

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }()

    package static func send(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        for header in headers { request.headers.add(name: header.name, value: header.value) }
        if let body { request.body = .bytes(body) }
        let response = try await client.execute(request, timeout: .seconds(seconds))
        let content = try await response.body.collect(upTo: bodyBytesMax)
        return Answer(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
            body: Array(content.readableBytesView))
    }

    /// Posts a form, as to a token endpoint.
    package static func post(
        _ url: String, form: [(name: String, value: String)], headers: [(name: String, value: String)] = []
    ) async throws -> Answer {
        let type = (name: "Content-Type", value: "application/x-www-form-urlencoded")
        return try await send("POST", url, headers: headers + [type], body: Array(FormEncoding.encode(form).utf8))
    }
}
