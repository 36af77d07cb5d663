// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Why a request, or its body, cannot be made; names no value.
package struct RequestFault: Error {
    /// Everything that can keep a request from being made, in English, with the names of values in braces.
    package enum Name: String, SentenceName {
        package static let group = "request"

        // MARK: Where it goes
        case noAddress = "the request has no URL"
        case endpointUnknown = "the provider's endpoint for it is not known"
        case noBaseAddress = "the URL is relative and there is no base"
        case addressNotEncoded = "the URL contains characters that must be encoded"
        case addressWithDots = "the URL's path contains '.' or '..'"
        case notAmongHosts = "'{host}' is not among the hosts of the type"

        // MARK: What is in it
        case methodNotWord = "the method is not a word"
        case headerNotSendable = "a header has a name that cannot be sent"
        case headerControl = "the value of the header '{name}' contains a line break or a control character"
        case partsWithoutNames = "the parts of the body have no names"
        case tooManyParts = "the body has more than {count} parts"
        case partTypeNotSendable = "the content type of a part contains characters that cannot be sent"
        case expressionFailed = "an expression failed: {reason}"

        // MARK: Mail servers
        case unknownTransport = "unknown transport"
        case mailHostMalformed = "the mail server is not a host name or an address"
        case mailPortMalformed = "the mail server's port is not a number from 1 to 65535"
        case mailSecurityUnknown = "the mail server's security is not tls, starttls or none"

        // MARK: What any request of a connection needs
        case noBase = "its definition has no 'base' that says where requests go"
        case baseHasQuery = "the base URL has a query"
        case bodyWithoutNames = "what its definition puts into bodies has no names"
    }

    package let reason: Sentence

    init(_ name: Name, _ values: [String: String] = [:]) { reason = Sentence(of: name, values) }

    /// With the reason of what the request is made of.
    init(_ reason: Sentence) { self.reason = reason }
}
