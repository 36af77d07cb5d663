// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
internal import Hummingbird
package import Logging
internal import NIOCore
package import TenonDomain
package import TenonJSON

/// A request without a token: what a browser sends.
package struct Visit: Sendable {
    private let request: Request
    private let context: HTTPContext
    private let limits: RequestLimits
    /// What is malformed is left out.
    package let query: Query

    init(request: Request, context: HTTPContext, limits: RequestLimits) {
        self.request = request
        self.context = context
        self.limits = limits
        var faults = Faults()
        query = Query(
            request.uri.query ?? "", bytesMax: limits.queryBytesMax, parametersMax: limits.queryParametersMax,
            faults: &faults)
    }

    package var headers: HTTPFields { request.headers }
    package var clientAddress: String? { context.clientAddress }
    package var requestID: String { context.requestID }
    package var logger: Logger { context.logger }
    /// The host that was asked, with its port unless it is the scheme's own.
    var host: String? { request.head.authority }
    /// The path as it was asked for, without the query.
    package var path: String { request.uri.path }

    /// The identifier in the path.
    ///
    /// - Throws: ``TenonError`` `notFound` when it is none.
    package func identifier<Resource>(_ name: String) throws -> Identifier<Resource> {
        guard let identifier = Identifier<Resource>(text: context.parameters.get(name) ?? "") else {
            throw TenonError(.notFound, "Not found.")
        }
        return identifier
    }

    /// The text in the path, percent-decoded.
    package func text(_ name: String) throws -> String {
        guard let text = PercentDecoding.text(context.parameters.get(name) ?? "", plusIsSpace: false) else {
            throw TenonError(.notFound, "Not found.")
        }
        return text
    }

    /// The fields of a form (`application/x-www-form-urlencoded`).
    ///
    /// - Throws: ``TenonError`` when the body is of another type, too large or malformed.
    package func form() async throws -> Query {
        let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard type == "application/x-www-form-urlencoded" else {
            throw TenonError(.unsupportedMediaType, "The body has to be a form.")
        }
        let body = try await request.body.collect(upTo: Visit.formBytesMax)
        var faults = Faults()
        let form = Query(
            String(buffer: body), bytesMax: Visit.formBytesMax, parametersMax: limits.queryParametersMax,
            faults: &faults)
        try faults.check()
        return form
    }

    /// A form with files (`multipart/form-data`), at most ``MultipartForm/bytesMax`` bytes.
    ///
    /// - Throws: ``TenonError`` when the body is of another type, too large or malformed.
    func upload() async throws -> MultipartForm {
        let body = try await request.body.collect(upTo: MultipartForm.bytesMax)
        return try MultipartForm(Array(body.readableBytesView), contentType: request.headers[.contentType])
    }

    /// The body as a JSON object.
    ///
    /// - Throws: ``TenonError`` when it is none, or too large.
    package func json() async throws -> JSONObject {
        var faults = Faults()
        let body = try await RequestBodyReader(bytesMax: limits.bodyBytesMax).object(of: request, faults: &faults)
        try faults.check()
        return body ?? JSONObject()
    }

    /// The largest form.
    static let formBytesMax = 512 << 10
}
