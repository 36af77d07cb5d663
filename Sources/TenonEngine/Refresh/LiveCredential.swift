// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain

/// A connection with its values opened and, where it has one, a token that is good by our clock.
package struct LiveCredential: Sendable {
    package let sealed: SealedConnection
    let type: ConnectionType
    /// Everything that the type's blocks need, the opened values among it.
    let context: RunContext

    package var connection: Connection { sealed.connection }
}

extension Connection.Trouble {
    /// The error for a caller who wanted a token.
    func error(at now: Timestamp) -> TenonError {
        let wait = retryAt.map { Duration.milliseconds(max(0, $0.milliseconds - now.milliseconds)) }
        switch reason {
        case .rejected, .answerLost, .noRefreshToken, .revoked:
            return TenonError(
                .reauthorizationRequired, .authorizeAgain, ["words": words],
                suberrors: [.init(message: message, name: "InvalidAccessTokenError")])
        case .credentialRejected:
            return TenonError(
                .reauthorizationRequired, .enteredRefused, ["said": message],
                suberrors: [.init(message: message, name: "InvalidAccessTokenError")], retryAfter: wait)
        case .installation:
            return TenonError(
                .thirdPartyFailed, .clientRefused, ["said": message],
                suberrors: [.init(message: message, name: "RuntimeError")], retryAfter: wait)
        case .provider:
            return TenonError(
                .thirdPartyFailed, .providerNotAsked, ["said": message],
                suberrors: [.init(message: message, name: "ConnectionError")], retryAfter: wait)
        }
    }

    /// What happened, and what to do, in one sentence or two.
    package var words: String {
        switch reason {
        case .rejected: "the provider no longer accepts its grant (\(message))."
        case .answerLost:
            "the provider's answer to a refresh was lost, and it no longer accepts the token from before (\(message))."
        case .credentialRejected: "the provider does not accept what was entered (\(message)); it has to be changed."
        case .noRefreshToken: "its token has ended, and the provider gave nothing to get another one with."
        case .revoked: "it was revoked here."
        case .installation:
            "the provider does not accept this installation's client (\(message)); its owner has to look at it."
        case .provider: "the provider could not be asked (\(message)); this will be tried again."
        }
    }
}
