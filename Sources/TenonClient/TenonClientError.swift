// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// What the server answered instead of what was asked.
///
/// No answer at all is a ``TenonTransportError``.
public struct TenonClientError: Error, Hashable, Sendable {
    /// One fault among several: a parameter, a scenario that uses a connection, or what a third party said.
    public struct Suberror: Hashable, Sendable {
        /// The fault in a sentence.
        public let message: String
        /// The kind of fault: `Error`, or for a third party's failure a name such as `ConnectionError`.
        public let name: String
    }

    /// The HTTP status.
    public let status: Int
    /// The wire's code, such as `SC404` or `IM004`; `nil` when the answer had none.
    public let code: String?
    /// The general reason.
    public let message: String
    /// What went wrong this time, when the server says more than ``message``.
    public let detail: String?
    /// Each fault by itself; often empty.
    public let suberrors: [Suberror]
    /// The server's name for the request, to look up in its log.
    public let requestID: String?

    /// Reads the body of an error; one that is no error object of the wire gives the status alone.
    package init(status: Int, body: JSON?, requestID: String?) {
        self.status = status
        self.requestID = requestID
        code = body?["code"]?.string
        message = body?["message"]?.string ?? "The server answered with status \(status)."
        detail = body?["detail"]?.string
        suberrors = (body?["suberrors"]?.array ?? []).compactMap { suberror in
            guard let message = suberror["message"]?.string else { return nil }
            return Suberror(message: message, name: suberror["name"]?.string ?? "Error")
        }
    }
}

extension TenonClientError: CustomStringConvertible {
    /// The reason in a line, as the server gave it.
    public var description: String {
        let reason = detail ?? message
        return code.map { "\(reason) (\($0))" } ?? reason
    }
}
