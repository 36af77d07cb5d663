// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Which names of headers a definition may use.
enum HeaderName {
    /// What is wrong with the name; `nil` when it may be sent.
    static func fault(_ name: String) -> Sentence? {
        let token = PercentEncoding.unreserved.union("!#$%&'*+^`|".utf8)
        guard !name.isEmpty, name.utf8.count <= 256, name.utf8.allSatisfy(token.contains) else {
            return Sentence(of: Finding.Name.notHeader)
        }
        guard own.contains(name.lowercased()) else { return nil }
        return Sentence(of: Finding.Name.headerReserved, ["name": name])
    }

    private static let own: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade",
        "proxy-authorization", "proxy-connection", "expect",
    ]
}
