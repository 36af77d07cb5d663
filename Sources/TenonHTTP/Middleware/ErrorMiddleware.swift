// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import TenonDomain

/// Turns every error into an answer; nothing gets past it.
package struct ErrorMiddleware: RouterMiddleware {
    private let pages: (any ErrorPages)?

    /// Without `pages` every error is JSON.
    package init(pages: (any ErrorPages)? = nil) { self.pages = pages }

    package func handle(
        _ request: Request, context: HTTPContext, next: (Request, HTTPContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as MethodNotAllowed {
            let known = TenonError(.methodNotAllowed, "The path does not answer to this method.")
            var response = response(to: known, for: request)
            response.headers[.allow] = error.allowed.map(\.rawValue).joined(separator: ", ")
            return response
        } catch {
            let known = ErrorMiddleware.known(error)
            log(known, context: context)
            return response(to: known, for: request)
        }
    }

    private func response(to error: TenonError, for request: Request) -> Response {
        let rendering = ErrorRendering(error)
        guard var page = pages?.response(to: error, status: rendering.status, for: request) else {
            return rendering.response
        }
        if let seconds = rendering.retryAfterSeconds { page.headers[.retryAfter] = String(seconds) }
        return page
    }

    /// The error in our own words; one from elsewhere keeps nothing but its place in the log.
    static func known(_ error: any Error) -> TenonError {
        switch error {
        case let error as TenonError: error
        case is RequestReadTimeout: TenonError(.requestTimedOut, "The request took too long to arrive.")
        case is HTTPParserError: TenonError(.validationFailed, "The request is malformed.")
        case is NIOTooManyBytesError: TenonError(.bodyTooLarge, "The body is too large.")
        case let error as any HTTPResponseError: known(status: error.status, error)
        case is CancellationError: TenonError(.unavailable, "The request was cancelled.", underlying: error)
        default: TenonError(.internalError, "", underlying: error)
        }
    }

    /// What Hummingbird itself refuses, told by its status; its words are not shown.
    private static func known(status: HTTPResponse.Status, _ error: any Error) -> TenonError {
        switch status {
        case .unauthorized: TenonError(.unauthenticated, AccessGate.invalidToken)
        case .forbidden: TenonError(.permissionDenied, "Permission denied.")
        case .notFound: TenonError(.notFound, "There is nothing at this path.")
        case .methodNotAllowed: TenonError(.methodNotAllowed, "The path does not answer to this method.")
        case .requestTimeout: TenonError(.requestTimedOut, "The request took too long to arrive.")
        case .conflict: TenonError(.conflict, "A concurrent change won.")
        case .contentTooLarge: TenonError(.bodyTooLarge, "The body is too large.")
        case .unsupportedMediaType: TenonError(.unsupportedMediaType, "The body has to be application/json.")
        case .requestHeaderFieldsTooLarge: TenonError(.headersTooLarge, "The headers are too large.")
        case .serviceUnavailable: TenonError(.unavailable, "The server cannot do this now.", underlying: error)
        default:
            status.kind == .clientError
                ? TenonError(.validationFailed, "The request is malformed.")
                : TenonError(.internalError, "", underlying: error)
        }
    }

    private func log(_ error: TenonError, context: HTTPContext) {
        var metadata: Logger.Metadata = [
            "error.code": "\(error.code.rawValue)", "http.route": "\(RequestRoute.name(in: context))",
        ]
        guard let underlying = error.underlying else {
            context.logger.debug("request refused", metadata: metadata)
            return
        }
        metadata["error.type"] = "\(type(of: underlying))"
        metadata["error.cause"] = "\(String(describing: underlying).prefix(ErrorMiddleware.causeCharactersMax))"
        context.logger.log(
            level: error.code == .internalError ? .error : .warning, "request failed", metadata: metadata)
    }

    /// How much of a cause goes into the log.
    private static let causeCharactersMax = 1000
}
