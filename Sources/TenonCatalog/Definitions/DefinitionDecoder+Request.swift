// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Reads requests and what their answers mean (definitions, section 2).
extension DefinitionDecoder {
    /// One request or a list of them.
    mutating func requests(_ node: SourceNode, _ what: Subject) -> [RequestDefinition] {
        if case .sequence(let elements) = node.content {
            return elements.compactMap { request($0, what) }
        }
        return request(node, what).map { [$0] } ?? []
    }

    mutating func request(_ node: SourceNode, _ what: Subject) -> RequestDefinition? {
        guard var members = members(node, what) else { return nil }
        var request = RequestDefinition(place: node.place)
        if let transport = members.take("transport") {
            request.mail = mail(transport, &members)
        } else {
            let url = members.take("url")
            if url == nil { report(.requestLacksURL, at: node.place) }
            request.url = template(url, "url")
            request.method = template(members.take("method"), "method")
            request.headers = headers(members.take("headers"))
            request.query = fields(members.take("qs"), "qs")
            request.body = tree(members.take("body"), "body")
            request.type = choice(members.take("type"), "type", of: RequestDefinition.BodyType.self) ?? .json
            request.encodesURL = bool(members.take("encodeUrl"), "encodeUrl") ?? true
            // Accepted and without effect: answers are small, and nobody compresses them for us.
            _ = bool(members.take("gzip"), "gzip")
            let follows = bool(members.take("followRedirects"), "followRedirects") ?? false
            request.followsRedirects = bool(members.take("followAllRedirects"), "followAllRedirects") ?? follows
            request.signing = signing(&members)
        }
        request.certificateAuthority = template(members.take("ca"), "ca")
        request.temp = fields(members.take("temp"), "temp")
        request.condition = members.take("condition").map { condition($0) }
        // Milliseconds, as in Make.
        let timeoutMax = Int(RequestDefinition.timeoutMax.components.seconds) * 1000
        if let timeout = integer(members.take("timeout"), "timeout", 1...timeoutMax) {
            request.timeout = .milliseconds(timeout)
        }
        if let node = members.take("repeat") { request.repeats = repeats(node) }
        request.sanitize = sanitize(members.take("log"))
        if let node = members.take("response") { request.response = response(node) }
        finish(members)
        return request
    }

    private mutating func mail(_ node: SourceNode, _ members: inout Members) -> RequestDefinition.Mail? {
        let transport = text(node, "transport") ?? ""
        let transports = ["imap", "smtp"]
        if !transports.contains(transport) { refuse(node, "transport", notAmong: transports) }
        var values: [String: Template] = [:]
        for name in ["host", "port", "security", "username", "password"] {
            guard let value = members.take(name) else {
                report(.lacks, .request(over: transport), ["name": .text(name)], at: node.place)
                continue
            }
            values[name] = template(value, .member(name))
        }
        guard let host = values["host"], let port = values["port"], let security = values["security"],
            let username = values["username"], let password = values["password"]
        else { return nil }
        return .init(
            transport: transport, host: host, port: port, security: security, username: username, password: password)
    }

    private mutating func condition(_ node: SourceNode) -> RequestDefinition.Condition {
        guard case .mapping = node.content, var members = members(node, "condition") else {
            return .init(test: tree(node, "condition"), otherwise: nil)
        }
        let test: TemplateTree = tree(members.take("condition"), "condition") ?? .constant(true)
        let otherwise: TemplateTree? = tree(members.take("default"), "default")
        finish(members)
        return .init(test: test, otherwise: otherwise)
    }

    private mutating func repeats(_ node: SourceNode) -> RequestDefinition.Repeat? {
        guard var members = members(node, "repeat") else { return nil }
        defer { finish(members) }
        guard let condition: TemplateTree = tree(members.take("condition"), "condition") else {
            report(.repeatLacksCondition, at: node.place)
            return nil
        }
        let delayMax = Int(RequestDefinition.repeatDelayMax.components.seconds) * 1000
        let delay = integer(members.take("delay"), "delay", 0...delayMax) ?? 0
        let limit = integer(members.take("limit"), "limit", 1...RequestDefinition.repeatsMax)
        return .init(condition: condition, delay: .milliseconds(delay), limit: limit ?? RequestDefinition.repeatsMax)
    }

    // MARK: - The answer

    mutating func response(_ node: SourceNode) -> ResponseDefinition {
        var response = ResponseDefinition()
        guard var members = members(node, "response") else { return response }
        if let type = members.take("type") { kinds(type, &response) }
        response.valid = members.take("valid").map { valid($0) }
        if let error = members.take("error") { errors(error, &response) }
        response.temp = fields(members.take("temp"), "temp")
        response.data = fields(members.take("data"), "data")
        if let metadata = members.take("metadata") { response.metadata = self.metadata(metadata) }
        response.uid = template(members.take("uid"), "uid")
        response.expires = template(members.take("expires"), "expires")
        response.scope = tree(members.take("scope"), "scope")
        finish(members)
        return response
    }

    private mutating func kinds(_ node: SourceNode, _ response: inout ResponseDefinition) {
        guard case .mapping(let members) = node.content else {
            response.kind = choice(node, "type", of: ResponseDefinition.BodyKind.self) ?? .automatic
            return
        }
        for member in members {
            let kind = choice(member.value, "type", of: ResponseDefinition.BodyKind.self) ?? .automatic
            guard let pattern = status(member) else { continue }
            response.kindsByStatus.append((pattern, kind))
        }
    }

    private mutating func status(_ member: SourceNode.Member) -> ResponseDefinition.StatusPattern? {
        let pattern = ResponseDefinition.StatusPattern(member.name)
        if pattern == nil {
            report(.notStatus, ["name": member.name], at: member.place)
        }
        return pattern
    }

    private mutating func valid(_ node: SourceNode) -> ResponseDefinition.Valid {
        guard case .mapping = node.content, var members = members(node, "valid") else {
            return .init(test: tree(node, "valid"), message: nil, type: nil)
        }
        let test: TemplateTree = tree(members.take("condition"), "condition") ?? .constant(true)
        let message = template(members.take("message"), "message")
        let type = errorType(members.take("type"))
        finish(members)
        return .init(test: test, message: message, type: type)
    }

    private mutating func errors(_ node: SourceNode, _ response: inout ResponseDefinition) {
        guard case .mapping(let members) = node.content else {
            response.error = .init(message: template(node, "error"), type: nil)
            return
        }
        var general = ResponseDefinition.Rejection()
        for member in members {
            switch member.name {
            case "message": general.message = template(member.value, "message")
            case "type": general.type = errorType(member.value)
            default:
                guard let pattern = status(member) else { continue }
                response.errorsByStatus.append((pattern, rejection(member.value)))
            }
        }
        response.error = general
    }

    private mutating func rejection(_ node: SourceNode) -> ResponseDefinition.Rejection {
        guard case .mapping = node.content, var members = members(node, "error") else {
            return .init(message: template(node, "error"), type: nil)
        }
        let rejection = ResponseDefinition.Rejection(
            message: template(members.take("message"), "message"), type: errorType(members.take("type")))
        finish(members)
        return rejection
    }

    private mutating func errorType(_ node: SourceNode?) -> Template? {
        guard let node, let type = template(node, "type") else { return nil }
        if type.isLiteral, Failure.Name(rawValue: type.literalText) == nil {
            refuse(node, "type", notAmong: Failure.Name.allCases.map(\.rawValue))
        }
        return type
    }

    private mutating func metadata(_ node: SourceNode) -> ResponseDefinition.Metadata? {
        guard var members = members(node, "metadata") else { return nil }
        defer { finish(members) }
        let type = members.take("type")
        let kind = text(type, "type") ?? "text"
        let kinds = ["email", "text"]
        if let type, !kinds.contains(kind) { refuse(type, "type", notAmong: kinds) }
        guard let value = template(members.take("value"), "value") else {
            report(.metadataLacksValue, at: node.place)
            return nil
        }
        return .init(isEmail: kind == "email", value: value)
    }
}
