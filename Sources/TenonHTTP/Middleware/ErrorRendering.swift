// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
internal import Hummingbird
package import TenonDomain
internal import TenonJSON
package import TenonWire

/// An error as the wire shows it: the one place that knows status, code and words of each.
package struct ErrorRendering {
    package let status: HTTPResponse.Status
    /// `SC` and the status, or one of Make's own numbers.
    let code: String
    /// The general words.
    let message: String
    /// The words for this time.
    let detail: String
    private let error: TenonError

    package init(_ error: TenonError) {
        let (status, ownCode, message) = ErrorRendering.form(of: error.code)
        self.error = error
        self.status = status
        self.message = message
        code = ownCode ?? "SC\(status.code)"
        detail =
            switch error.code {
            // Whatever was said: nothing of the cause goes out, and nobody learns why a token is no good.
            case .internalError, .unauthenticated: message
            default: error.detail
            }
    }

    private static func form(
        of code: TenonError.Code
    ) -> (status: HTTPResponse.Status, code: String?, message: String) {
        switch code {
        case .validationFailed: (.badRequest, nil, "Bad Request")
        case .notEditable: (.badRequest, "IM005", "Cannot edit this connection.")
        case .unauthenticated: (.unauthorized, nil, AccessGate.invalidToken)
        case .permissionDenied: (.forbidden, nil, "Permission denied")
        case .notFound: (.notFound, nil, "Not Found")
        case .scenarioConnectionMissing: (.notFound, "IM304", "Account doesn't exist")
        case .methodNotAllowed: (.methodNotAllowed, nil, "Method Not Allowed")
        case .connectionInUse: (.notAcceptable, "IM004", "Confirmation required")
        case .conflict: (.conflict, nil, "Conflict")
        case .bodyTooLarge: (.contentTooLarge, nil, "Content Too Large")
        case .unsupportedMediaType: (.unsupportedMediaType, nil, "Unsupported Media Type")
        case .thirdPartyFailed, .reauthorizationRequired:
            (
                HTTPResponse.Status(code: 424, reasonPhrase: "Failed Dependency"), nil,
                "The request failed due to failure of a previous request."
            )
        case .rateLimited:
            (.tooManyRequests, nil, "Requests limit for organization exceeded, please try again later.")
        case .unavailable: (.serviceUnavailable, nil, "Service Unavailable")
        case .requestTimedOut: (.requestTimeout, nil, "Request Timeout")
        case .headersTooLarge: (.requestHeaderFieldsTooLarge, nil, "Request Header Fields Too Large")
        case .upstreamFailed: (.badGateway, nil, "Bad Gateway")
        case .upstreamTimedOut: (.gatewayTimeout, nil, "Gateway Timeout")
        case .internalError: (.internalServerError, nil, "Internal Server Error")
        }
    }

    package var body: ErrorBody {
        ErrorBody(
            detail: detail, message: message, code: code,
            suberrors: error.suberrors.map { ErrorBody.Suberror(message: $0.message, name: $0.name) },
            type: "urn:tenon:error:\(error.code.rawValue)", title: status.reasonPhrase, status: status.code)
    }

    /// Whole seconds for `Retry-After`, when it is known how long to wait.
    package var retryAfterSeconds: Int64? {
        error.retryAfter.map { retryAfter in
            let (seconds, attoseconds) = retryAfter.components
            return max(1, seconds + (attoseconds > 0 ? 1 : 0))
        }
    }

    var response: Response {
        var response = Response(json: body.json, status: status)
        if let retryAfterSeconds { response.headers[.retryAfter] = String(retryAfterSeconds) }
        switch error.code {
        case .unauthenticated: response.headers[.wwwAuthenticate] = "Bearer"
        case .requestTimedOut: response.headers[.connection] = "close"
        default: break
        }
        return response
    }
}
