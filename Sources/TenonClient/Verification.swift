// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON
internal import TenonWire

/// What came of asking a third party about a credential.
public enum Verification: Hashable, Sendable {
    /// The third party accepts the credential.
    case verified
    /// The third party does not; its words are in the error when the server gives them (the `live` dialect does).
    case refused(TenonClientError?)
    /// The third party could not be asked: that says nothing about the credential.
    case undetermined(TenonClientError)

    /// The kinds of failure in which a third party has judged the credential, on a server of the `live` dialect.
    private static let judgements: Set<String> = ["InvalidAccessTokenError", "RuntimeError", "DataError"]

    /// Reads the body of a success.
    package init(json: JSON) throws {
        guard let verified = json["verified"]?.bool else {
            throw WireFormatError(member: "verified", expected: "true or false")
        }
        self = verified ? .verified : .refused(nil)
    }

    /// Reads an error that says how the third party failed; `nil` for any other error.
    package init?(_ error: TenonClientError) {
        guard error.status == 424 else { return nil }
        let isJudgement = error.suberrors.contains { Self.judgements.contains($0.name) }
        self = isJudgement ? .refused(error) : .undetermined(error)
    }
}
