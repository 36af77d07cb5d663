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
                report(.secretInHost, ["name": name], at: member.place)
            } else if !parameter.isConstrained {
                report(.openParameterInHost, ["name": name], at: member.place)
            }
        }
        if !requests.isEmpty, type.hosts.isEmpty { report(.noHosts, ["name": member.name], at: member.place) }
        lintBlocks(type, member)
        for request in requests { lintTarget(request, type) }
        lintVariables(type, requests, member)
    }

    private mutating func lintBlocks(_ type: ConnectionType, _ member: SourceNode.Member) {
        if type.kind == .oauth, !type.needsToken { report(.noToken, at: member.place) }
        if type.requests[.info]?.isEmpty ?? true {
            report(.noVerification, ["name": member.name], at: member.place, severity: .warning)
        }
        let known = Set(type.scopes.map(\.id))
        for scope in type.defaultScopes where !known.isEmpty && !known.contains(scope) {
            report(.unknownScope, ["name": scope], at: member.place)
        }
    }

    private mutating func lintTarget(_ request: RequestDefinition, _ type: ConnectionType) {
        guard let url = request.url, url.isLiteral, url.literalText.contains("://") else {
            if let url = request.url, url.isLiteral, type.base.baseURL == nil {
                report(.relativeURL, at: request.place)
            }
            return
        }
        do {
            let address = try WebAddress(url.literalText)
            let patterns = type.hosts.filter(\.isLiteral).compactMap { HostPattern($0.literalText) }
            let isAllowed = patterns.contains { $0.allows(host: address.host, port: address.port) }
            if !isAllowed, type.hosts.allSatisfy(\.isLiteral) {
                report(.notAmongHosts, ["host": address.host], at: request.place)
            }
        } catch {
            report(error.reason, at: request.place)
        }
    }

    private mutating func lintVariables(
        _ type: ConnectionType, _ requests: [RequestDefinition], _ member: SourceNode.Member
    ) {
        for host in type.hosts where host.isLiteral && HostPattern(host.literalText) == nil {
            report(.notHostPattern, ["host": host.literalText], at: member.place)
        }
        var stored = Set(type.parameters.map(\.name))
        for request in requests { stored.formUnion(request.response.data.map(\.name)) }
        func check(_ paths: [[String]], _ place: SourcePlace, _ decoder: inout DefinitionDecoder) {
            for path in Set(paths) {
                if !DefinitionDecoder.variables.contains(path[0]) {
                    decoder.report(.unknownVariable, ["name": path[0]], at: place, severity: .warning)
                } else if ["parameters", "connection", "data"].contains(path[0]), path.count > 1,
                    !stored.contains(path[1]), type.kind == .basic
                {
                    let name = path.joined(separator: ".")
                    decoder.report(.unknownValue, ["name": name], at: place, severity: .warning)
                }
            }
        }
        for request in requests {
            check(request.requestPaths + request.response.paths, request.place, &self)
        }
        check(type.base.paths + type.hosts.flatMap(\.paths), member.place, &self)
    }
}
