// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Finds the parameters that decide where the requests of a connection type go, by looking at the parsed texts.
struct HostParameters {
    /// A parameter, and the text through which it takes part.
    private(set) var inAddress: Set<String> = []
    /// Those, and what decides who else could read along: a mail server's port and encryption, an authority to trust.
    private(set) var deciding: Set<String> = []

    private static let stores: Set<String> = ["parameters", "connection", "data"]

    init(_ type: ConnectionType) {
        let all = Set(type.parameters.map(\.name))
        let requests = type.requests.values.flatMap { $0 }
        // What stands in `temp` may come from any expression in any `temp`.
        let temporary = requests.flatMap { ($0.temp + $0.response.temp).flatMap(\.paths) }
        func parameters(_ paths: [[String]], followsTemp: Bool = true) -> Set<String> {
            paths.reduce(into: []) { found, path in
                if HostParameters.stores.contains(path[0]) {
                    if path.count > 1 { found.insert(path[1]) } else { found.formUnion(all) }
                }
                if path[0] == "temp", followsTemp { found.formUnion(parameters(temporary, followsTemp: false)) }
            }
        }
        var address = type.hosts.flatMap(\.paths) + (type.issuer?.paths ?? []) + type.server.flatMap(\.paths)
        address += type.base.baseURL.map(HostParameters.authorityPaths) ?? []
        var others: [[String]] = []
        for request in requests {
            address += request.url.map(HostParameters.authorityPaths) ?? []
            address += request.mail?.host.paths ?? []
            others += (request.mail?.port.paths ?? []) + (request.mail?.security.paths ?? [])
            others += request.certificateAuthority?.paths ?? []
        }
        inAddress = parameters(address).intersection(all)
        deciding = inAddress.union(parameters(others).intersection(all))
    }

    /// The variables that can reach the part of a URL before its path.
    static func authorityPaths(_ template: Template) -> [[String]] {
        var paths: [[String]] = []
        var written = ""
        for part in template.parts {
            switch part {
            case .expression(let expression):
                paths += expression.paths
                // Something stands for what may be anything.
                written += "\0"
            case .literal(let text):
                written += text
                if let scheme = written.firstRange(of: "://") {
                    if written[scheme.upperBound...].contains(where: { "/?#".contains($0) }) { return paths }
                } else if beginsPath(written) {
                    return paths
                }
            }
        }
        return paths
    }

    /// Whether a slash ends what could still become a scheme and a host.
    ///
    /// One beside something written does: `x/` and `/x` cannot become a part of `://`.
    private static func beginsPath(_ text: String) -> Bool {
        let characters = Array(text)
        return characters.indices.contains { index in
            guard characters[index] == "/" else { return false }
            let previous = index > 0 ? characters[index - 1] : "x"
            let next = index + 1 < characters.count ? characters[index + 1] : "/"
            return !"/:\0".contains(previous) || !"/\0".contains(next)
        }
    }
}
