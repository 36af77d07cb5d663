// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Which of two spellings the server speaks where the published document and the live service differ.
///
/// Every difference is a property here and nowhere else.
package enum Dialect: String, Sendable, CaseIterable {
    /// The published document, to the letter.
    case documented
    /// What the service was observed to do.
    case live

    /// Whether an account's id that is all digits is a JSON number; else it is text.
    package var numericUIDIsNumber: Bool { self == .documented }

    /// Whether the answer to a creation has `scopes`, the number of granted scopes, beside `scopesCnt`.
    package var creationCountsScopes: Bool { self == .documented }

    /// Whether a credential that the third party refuses is 424 with its words; else 200 and `verified: false`.
    package var failedVerificationIsError: Bool { self == .live }

    /// Whether a good verification's answer names the connection.
    package var verificationNamesConnection: Bool { self == .live }

    /// Whether a value left out of set-data keeps what is stored; else it becomes empty.
    package var omittedDataIsKept: Bool { self == .live }

    /// Whether entries of the list of connections have `authorId` and `scenarioUsages`.
    package var listNamesAuthorAndUsages: Bool { self == .live }
}
