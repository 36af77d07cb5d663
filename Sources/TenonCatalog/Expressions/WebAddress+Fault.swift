// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension WebAddress {
    /// What is wrong with a URL; never the URL, which may hold a key.
    package struct Fault: Error, Equatable {
        /// Everything that can be wrong with a URL, in English.
        package enum Name: String, SentenceName {
            package static let group = "address"

            case noScheme = "the URL has no scheme"
            case otherScheme = "the URL's scheme is neither http nor https"
            case userInformation = "the URL contains user information"
            case hostMalformed = "the URL's host is not a host name or an address"
            case portMalformed = "the URL's port is not a number from 1 to 65535"
            case backslash = "the URL contains a backslash"
            case issuerHasQuery = "the issuer has a query"
        }

        package let reason: Sentence

        package init(_ name: Name) { reason = Sentence(of: name) }
    }
}
