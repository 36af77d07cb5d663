// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where a `Location` leads, when it stays within the origin.
enum Redirect {
    /// The new target, or `nil` when the location is malformed or on another origin.
    static func target(location: String, from origin: PreparedRequest.Origin, target: Secret) -> Secret? {
        guard location.utf8.count <= PreparedRequest.targetBytesMax,
            location.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }),
            let base = URL(string: "\(origin)\(target.reveal())"),
            let url = URL(string: location, relativeTo: base)?.absoluteURL,
            let parts = URLComponents(url: url, resolvingAgainstBaseURL: true),
            parts.scheme?.lowercased() == origin.scheme.rawValue, parts.user == nil, parts.password == nil,
            parts.encodedHost?.lowercased() == origin.host.lowercased(),
            parts.port ?? (origin.scheme == .https ? 443 : 80) == origin.port
        else { return nil }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        let next = Secret(path + (parts.percentEncodedQuery.map { "?" + $0 } ?? ""))
        do {
            try next.withRevealedBytes(PreparedRequest.checkTarget)
        } catch {
            return nil
        }
        return next
    }
}
