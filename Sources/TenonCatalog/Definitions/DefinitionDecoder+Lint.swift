// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// What a definition may not do although it can be read.
extension DefinitionDecoder {
    private static let variables: Set<String> = [
        "environment", "temp", "parameters", "connection", "data", "common", "oauth", "pkce", "query", "body",
        "headers", "statusCode", "server", "client",
    ]

    mutating func lint(_ type: ConnectionType, _ places: HostParameters, _ member: SourceNode.Member) {
        let requests = ConnectionType.Block.allCases.flatMap { type.requests[$0] ?? [] }
        for name in places.inAddress.sorted() {
            guard let parameter = type.parameter(named: name) else { continue }
            if parameter.isSecret {
                report(
                    "the secret '\(name)' takes part in a host name", at: member.place)
            } else if !parameter.isConstrained {
                report(
                    "the parameter '\(name)' takes part in a host name and needs a pattern, an enum or options",
                    at: member.place)
            }
        }
        if !requests.isEmpty, type.hosts.isEmpty {
            report(
                "'\(member.name)' names no hosts, so that none of its requests can be made",
                at: member.place)
        }
        lintBlocks(type, member)
        for request in requests { lintTarget(request, type) }
        lintVariables(type, requests, member)
    }

    private mutating func lintBlocks(_ type: ConnectionType, _ member: SourceNode.Member) {
        if type.kind == .oauth, !type.needsToken {
            report("an oauth connection needs a token block, or a client", at: member.place)
        }
        if type.requests[.info]?.isEmpty ?? true {
            report(
                "'\(member.name)' has no request that verifies it", at: member.place, severity: .warning)
        }
        let known = Set(type.scopes.map(\.id))
        for scope in type.defaultScopes where !known.isEmpty && !known.contains(scope) {
            report("the default scope '\(scope)' is not among the scopes", at: member.place)
        }
    }

    private mutating func lintTarget(_ request: RequestDefinition, _ type: ConnectionType) {
        guard let url = request.url, url.isLiteral, url.literalText.contains("://") else {
            if let url = request.url, url.isLiteral, type.base.baseURL == nil {
                report("a relative url needs a baseUrl", at: request.place)
            }
            return
        }
        do {
            let address = try WebAddress(url.literalText)
            let patterns = type.hosts.filter(\.isLiteral).compactMap { HostPattern($0.literalText) }
            let isAllowed = patterns.contains { $0.allows(host: address.host, port: address.port) }
            if !isAllowed, type.hosts.allSatisfy(\.isLiteral) {
                report("'\(address.host)' is not among the hosts", at: request.place)
            }
        } catch {
            report(error.reason, at: request.place)
        }
    }

    private mutating func lintVariables(
        _ type: ConnectionType, _ requests: [RequestDefinition], _ member: SourceNode.Member
    ) {
        for host in type.hosts where host.isLiteral && HostPattern(host.literalText) == nil {
            report(
                "'\(host.literalText)' is no pattern for hosts", at: member.place)
        }
        var stored = Set(type.parameters.map(\.name))
        for request in requests { stored.formUnion(request.response.data.map(\.name)) }
        func check(_ paths: [[String]], _ place: SourcePlace, _ decoder: inout DefinitionDecoder) {
            for path in Set(paths) {
                if !DefinitionDecoder.variables.contains(path[0]) {
                    decoder.report(
                        "there is no variable '\(path[0])'", at: place, severity: .warning)
                } else if ["parameters", "connection", "data"].contains(path[0]), path.count > 1,
                    !stored.contains(path[1]), type.kind == .basic
                {
                    decoder.report(
                        "'\(path.joined(separator: "."))' is neither a parameter nor data of an answer", at: place,
                        severity: .warning)
                }
            }
        }
        for request in requests {
            check(request.requestPaths + request.response.paths, request.place, &self)
        }
        check(type.base.paths + type.hosts.flatMap(\.paths), member.place, &self)
    }
}
