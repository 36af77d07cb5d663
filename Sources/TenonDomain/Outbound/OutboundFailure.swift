// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why a request got no answer.
///
/// None of these says anything about the credential.
package enum OutboundFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The definition does not allow a secret to go to this host.
    case hostNotAllowed(String)
    /// The address guard refused: a private, loopback or otherwise special address.
    case addressNotAllowed(String)
    case nameNotResolved(String)
    case unreachable(Sentence)
    /// The connection ended before the answer was complete: whether the request was carried out, nobody knows.
    case connectionLost(Sentence)
    case tlsFailed(Sentence)
    case timedOut
    case responseTooLarge(limit: Int)
    /// Too many requests of our own under way.
    case busy
    /// The answer was not in the protocol's grammar.
    case malformedAnswer(Sentence)
    /// Nothing can be asked in this way: a malformed header, say.
    case invalidRequest(Sentence)

    /// Whether the server may have done what it was asked, although there is no answer.
    package var mayHaveBeenCarriedOut: Bool {
        switch self {
        case .connectionLost, .timedOut, .responseTooLarge, .malformedAnswer: true
        case .hostNotAllowed, .addressNotAllowed, .nameNotResolved, .unreachable, .tlsFailed, .busy, .invalidRequest:
            false
        }
    }

    /// One sentence for a person; names hosts, never values.
    package var description: String { sentence.description }

    package var sentence: Sentence {
        switch self {
        case .hostNotAllowed(let host): Sentence(.hostNotAllowed, ["host": host])
        case .addressNotAllowed(let host): Sentence(.addressNotAllowed, ["host": host])
        case .nameNotResolved(let host): Sentence(.nameNotResolved, ["host": host])
        case .unreachable(let cause): Sentence(.unreachable, ["reason": .sentence(cause)])
        case .connectionLost(let cause): Sentence(.connectionLost, ["reason": .sentence(cause)])
        case .tlsFailed(let cause): Sentence(.tlsFailed, ["reason": .sentence(cause)])
        case .timedOut: Sentence(.timedOut)
        case .responseTooLarge(let limit): Sentence(.responseTooLarge, ["bytes": String(limit)])
        case .busy: Sentence(.egressBusy)
        case .malformedAnswer(let cause): Sentence(.malformedAnswer, ["reason": .sentence(cause)])
        case .invalidRequest(let cause): Sentence(.requestNotMade, ["reason": .sentence(cause)])
        }
    }
}

extension OutboundFailure {
    package static func unreachable(_ cause: Cause) -> OutboundFailure { .unreachable(Sentence(of: cause)) }
    package static func connectionLost(_ cause: Cause) -> OutboundFailure { .connectionLost(Sentence(of: cause)) }
    package static func tlsFailed(_ cause: Cause) -> OutboundFailure { .tlsFailed(Sentence(of: cause)) }
    package static func malformedAnswer(_ cause: Cause) -> OutboundFailure { .malformedAnswer(Sentence(of: cause)) }
    package static func invalidRequest(
        _ cause: Cause, _ values: [String: String] = [:]
    ) -> OutboundFailure { .invalidRequest(Sentence(of: cause, values)) }
}

extension OutboundFailure {
    /// Why it failed: the end of a failure's sentence.
    package enum Cause: String, SentenceName {
        package static let group = "outbound"

        // MARK: The connection
        case failed = "the connection failed"
        case refused = "the connection was refused"
        case noRoute = "there is no route to it"
        case noAddress = "it has no address"
        case shuttingDown = "this server is shutting down"
        case reset = "the connection was reset"
        case closedEarly = "the connection was closed before it was complete"

        // MARK: TLS
        case otherHost = "the server's certificate is for another host"
        case untrusted = "the server's certificate is not from a trusted authority, or is not valid now"
        case noTLSHere = "the server does not speak TLS on this port"
        case handshakeFailed = "the TLS handshake failed"
        case plainTextBeforeTLS = "the server sent plain text where TLS begins"
        case noSTARTTLS = "the server does not offer STARTTLS"
        case notAskedFor = "it was not asked for"

        // MARK: The answer
        case notHTTP = "it is not valid HTTP"
        case breaksHTTP = "it breaks the rules of HTTP"
        case notIMAP = "it is not IMAP"
        case notSMTP = "it is not SMTP"
        case lineTooLong = "a line has more than {bytes} bytes"
        case tooMuch = "it has more than {bytes} bytes"
        case holdsNUL = "it contains a NUL"

        // MARK: The request
        case urlOrBody = "its URL or body is malformed"
        case method = "the method is not allowed"
        case headerName = "a header's name is malformed"
        case headerValue = "the value of header '{name}' has control characters"
        case path = "the path is malformed"
        case host = "the host is no name and no address in the usual spelling"
        case port = "the port is not between 1 and 65535"
        case authorities = "the trusted authorities are not certificates in PEM"
        case authoritiesFile = "the file of authorities '{path}' cannot be read as PEM"
        case credentialNUL = "user name or password contains a NUL"
        case unsigned = "it could not be signed"
    }
}
