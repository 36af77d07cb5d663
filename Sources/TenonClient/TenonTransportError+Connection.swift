// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOPosix

extension TenonTransportError {
    /// Names the reason of a failed exchange.
    ///
    /// Texts of foreign errors are not passed on unless they are known to hold nothing of the request.
    init(connectionTo base: String, failed error: any Error) {
        switch error {
        case let error as HTTPClientError where Self.timeouts.contains(error):
            self.init(.timedOut, "\(base) did not answer in time.")
        case let error as NIOConnectionError:
            self.init(.unreachable, "\(base) could not be reached\(Self.reason(of: error)).")
        case let error as IOError:
            self.init(.unreachable, "\(base) could not be reached: \(error.localizedReason).")
        default:
            self.init(.unreachable, "The connection to \(base) failed (\(type(of: error))).")
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .connectTimeout, .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout,
    ]

    private static func reason(of error: NIOConnectionError) -> String {
        if let failure = error.connectionErrors.first?.error as? IOError { return ": \(failure.localizedReason)" }
        return error.dnsAError == nil && error.dnsAAAAError == nil ? "" : ": the name '\(error.host)' is not known"
    }
}

extension IOError {
    /// The system's word for it, such as "Connection refused".
    fileprivate var localizedReason: String { String(cString: strerror(errnoCode)) }
}
