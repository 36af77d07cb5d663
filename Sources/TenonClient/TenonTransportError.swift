// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why there is no answer that could be used.
public struct TenonTransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Kind: Hashable, Sendable {
        /// The base URL is not one of a server.
        case invalidBaseURL
        /// No connection could be made, or it broke.
        case unreachable
        /// No whole answer came within ``TenonClient/Options/timeout``.
        case timedOut
        /// The server sent the request elsewhere; a token never follows.
        case redirected
        /// The answer was larger than ``TenonClient/Options/answerBytesMax``.
        case answerTooLarge
        /// The answer was not what this client knows.
        case unexpectedAnswer
    }

    /// What happened.
    public let kind: Kind
    /// What happened, for a person, in one sentence; holds no token and no value of a request.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
