// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
package import Logging
package import TenonDomain
internal import TenonJSON

/// The limits of one request's size.
package struct RequestLimits: Sendable {
    let bodyBytesMax: Int
    let queryBytesMax: Int
    let queryParametersMax: Int

    init(_ settings: HTTPSettings) {
        bodyBytesMax = settings.bodyBytesMax
        queryBytesMax = settings.queryBytesMax
        queryParametersMax = settings.queryParametersMax
    }
}

/// An admitted request: who asks, and for what.
package struct Call: Sendable {
    /// What a call expects as its body.
    package enum BodyNeed: Sendable {
        /// Nothing; a body that is sent is not looked at.
        case none
        /// A JSON object.
        case object
    }

    package let principal: Principal
    private let request: Request
    private let context: HTTPContext
    private let limits: RequestLimits

    init(principal: Principal, request: Request, context: HTTPContext, limits: RequestLimits) {
        self.principal = principal
        self.request = request
        self.context = context
        self.limits = limits
    }

    package var requestID: String { context.requestID }
    /// Path and query as they came.
    package var target: String { request.uri.description }
    /// The pattern of the route that was taken.
    package var route: String { RequestRoute.name(in: context) }
    package var clientAddress: String? { context.clientAddress }
    package var logger: Logger { context.logger }

    /// The identifier in the path.
    ///
    /// - Throws: ``TenonError`` `validationFailed` when it is no number, `notFound` when no identifier is that large.
    package func identifier<Resource>(_ name: String) throws -> Identifier<Resource> {
        let text = context.parameters.get(name) ?? ""
        if let identifier = Identifier<Resource>(text: text) { return identifier }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw TenonError.validation(["Invalid value of parameter '\(name)': must be a positive whole number."])
        }
        throw TenonError(.notFound, "Not found.")
    }

    /// The text in the path, percent-decoded.
    package func text(_ name: String) throws -> String {
        guard let text = PercentDecoding.text(context.parameters.get(name) ?? "", plusIsSpace: false) else {
            throw TenonError.validation(["Invalid value of parameter '\(name)': malformed percent-encoding."])
        }
        return text
    }

    /// The body as text: JSON with comments, JSON or plain text.
    ///
    /// - Throws: ``TenonError`` when it is too large, of another type, or not UTF-8.
    package func document() async throws -> String {
        try await RequestBodyReader(bytesMax: limits.bodyBytesMax).text(of: request)
    }

    /// The query, and the body when one is expected, ready to be read.
    ///
    /// - Throws: ``TenonError`` when the query or the body is malformed, too large, or no JSON.
    package func input(body need: BodyNeed = .none) async throws -> Input {
        var faults = Faults()
        let query = Query(
            request.uri.query ?? "", bytesMax: limits.queryBytesMax, parametersMax: limits.queryParametersMax,
            faults: &faults)
        switch need {
        case .none: return Input(query: query, body: nil, faults: faults)
        case .object:
            let body = try await RequestBodyReader(bytesMax: limits.bodyBytesMax).object(of: request, faults: &faults)
            return Input(query: query, body: body, faults: faults)
        }
    }
}
