// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import TenonDomain

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension OutboundFailure {
    /// What went wrong below, in words of our own.
    ///
    /// Errors of the packages may quote headers or URLs, so none of their text is passed on.
    init(_ error: any Error, host: String) {
        switch error {
        case let failure as OutboundFailure: self = failure
        case is ClosedAddress, is AddressRefused: self = .addressNotAllowed(host)
        case let error as HTTPClientError: self.init(error)
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first {
                self.init(first.error, host: host)
            } else {
                self = .nameNotResolved(host)
            }
        case is HTTPParserError: self = .malformedAnswer(.notHTTP)
        case NIOSSLError.uncleanShutdown: self = .closedEarly
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self = .tlsFailed(OutboundFailure.tlsCause(error))
        case ChannelError.connectTimeout: self = .timedOut
        case is ChannelError: self = .closedEarly
        case let error as IOError: self.init(error)
        default: self = .unreachable(.failed)
        }
    }

    static let closedEarly = OutboundFailure.connectionLost(.closedEarly)

    private init(_ error: HTTPClientError) {
        switch error {
        case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
            .getConnectionFromPoolTimeout:
            self = .timedOut
        case .remoteConnectionClosed, .requestStreamCancelled, .cancelled: self = .closedEarly
        case .alreadyShutdown: self = .unreachable(.shuttingDown)
        case .invalidURL, .emptyHost, .emptyScheme, .traceRequestWithBody, .bodyLengthMismatch:
            self = .invalidRequest(.urlOrBody)
        default: self = .malformedAnswer(.breaksHTTP)
        }
    }

    private init(_ error: IOError) {
        switch error.errnoCode {
        case ECONNREFUSED: self = .unreachable(.refused)
        case ETIMEDOUT: self = .timedOut
        case EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL: self = .unreachable(.noRoute)
        case ECONNRESET, EPIPE: self = .connectionLost(.reset)
        default: self = .unreachable(.failed)
        }
    }

    private static func tlsCause(_ error: any Error) -> Cause {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname { return .otherHost }
        let text = String(describing: error)
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return .untrusted }
        return text.contains("WRONG_VERSION_NUMBER") ? .noTLSHere : .handshakeFailed
    }
}
