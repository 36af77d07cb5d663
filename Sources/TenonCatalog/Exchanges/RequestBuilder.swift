// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Makes an outbound request of a definition's, with the values of one connection.
struct RequestBuilder {
    /// How many redirects are followed where a definition wants it.
    static let redirectsMax = 5

    let type: ConnectionType
    var evaluator: Evaluator
    /// Everything that was computed from secrets, for the redactor.
    private(set) var derived: [Value] = []
    /// How any request to the app is authenticated, or nothing for requests that bring a token or take it away.
    private let base: ConnectionType.Base
    private let isBased: Bool

    init(type: ConnectionType, evaluator: Evaluator, block: ConnectionType.Block) {
        self.type = type
        self.evaluator = evaluator
        var base = type.base
        isBased = block == .info
        if !isBased { (base.headers, base.query, base.body, base.signing) = ([], [], nil, nil) }
        self.base = base
    }

    mutating func request(_ definition: RequestDefinition) throws -> OutboundRequest {
        let query = try merged(base.query, definition.query, caseless: false)
        let address = try address(definition, query)
        var headers = try self.headers(definition)
        let body = try self.body(definition)
        if let contentType = body?.contentType, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append(.init(name: "content-type", value: Secret(contentType)))
        }
        let method = try evaluated(definition.method)?.text.uppercased() ?? "GET"
        guard !method.isEmpty, method.utf8.count <= 32, method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw RequestFault(.methodNotWord)
        }
        let request = OutboundRequest(
            method: method, scheme: address.scheme, host: address.host, port: address.port,
            target: Secret(address.target), headers: headers, body: body.map { Secret(bytes: $0.bytes) },
            allowedHosts: try type.allowedHosts(&evaluator),
            redirectsMax: definition.followsRedirects ? RequestBuilder.redirectsMax : 0, timeout: definition.timeout,
            trustedAuthorities: try authorities(definition))
        guard let signing = definition.signing ?? base.signing else { return request }
        return try signed(request, signing)
    }

    private mutating func signed(_ request: OutboundRequest, _ signing: SigningDefinition) throws -> OutboundRequest {
        let prepared = SignableRequest(
            method: request.method, scheme: request.scheme, host: request.host, port: request.port,
            target: request.target, headers: request.headers, body: request.body.map { .held($0) } ?? .none)
        let signature: SignedRequest
        do {
            signature = try evaluator.signer(signing).sign(
                prepared, at: evaluator.now, randomness: evaluator.randomness)
        } catch let fault as SigningFault {
            throw RequestFault(fault.reason)
        }
        derived += signature.derived.map { .text($0.reveal(), isSecret: true) }
        var request = request
        request.target = signature.request.target
        request.headers = signature.request.headers
        if case .held(let body) = signature.request.body { request.body = body }
        // The signature is good for one address only; elsewhere it would be taken for a bad credential.
        request.redirectsMax = 0
        return request
    }

    /// The address a person's browser is sent to, with `added` where the definition does not say them itself.
    mutating func authorizationAddress(
        _ definition: RequestDefinition, adding added: [(name: String, value: Value)]
    ) throws -> WebAddress {
        var query = try merged([], definition.query, caseless: false)
        let written = Set(query.map(\.name)).union(definition.url?.queryNames ?? [])
        query += added.filter { !written.contains($0.name) && !$0.value.isEmpty }
        return try address(definition, query)
    }

    mutating func mailLogin(_ definition: RequestDefinition, _ mail: RequestDefinition.Mail) throws -> MailLogin {
        guard let service = MailLogin.Service(rawValue: mail.transport) else { throw RequestFault(.unknownTransport) }
        guard let host = WebAddress.plainHost(try evaluator.evaluate(mail.host).text) else {
            throw RequestFault(.mailHostMalformed)
        }
        guard let port = try evaluator.evaluate(mail.port).int, (1...65_535).contains(port) else {
            throw RequestFault(.mailPortMalformed)
        }
        guard let security = MailLogin.Security(rawValue: try evaluator.evaluate(mail.security).text) else {
            throw RequestFault(.mailSecurityUnknown)
        }
        let username = try evaluated(mail.username)?.text ?? ""
        let password = try evaluated(mail.password)?.text ?? ""
        return MailLogin(
            service: service, security: security, host: host, port: port, username: Secret(username),
            password: Secret(password), allowedHosts: try type.allowedHosts(&evaluator), timeout: definition.timeout,
            trustedAuthorities: try authorities(definition))
    }

    private mutating func evaluated(_ template: Template?) throws -> Value? {
        guard let template else { return nil }
        return noted(try evaluator.evaluate(template))
    }

    private mutating func noted(_ value: Value) -> Value {
        if value.isSecret { derived.append(value) }
        return value
    }

    private mutating func authorities(_ definition: RequestDefinition) throws -> Secret? {
        guard let value = try evaluated(definition.certificateAuthority), !value.isEmpty else { return nil }
        return Secret(value.text)
    }

    /// The base's fields with the request's own over them.
    mutating func merged(
        _ base: [TemplateField], _ own: [TemplateField], caseless: Bool
    ) throws -> [(name: String, value: Value)] {
        func key(_ name: String) -> String { caseless ? name.lowercased() : name }
        var fields: [(name: String, value: Value)] = []
        for field in base + own {
            guard let name = try evaluator.name(of: field) else { continue }
            let value = noted(try evaluator.evaluate(field.value))
            fields.removeAll { key($0.name) == key(name) }
            fields.append((name, value))
        }
        return fields.filter { $0.value.content != .ignore && !$0.value.isNull }
    }

    // MARK: - URL

    private mutating func address(
        _ definition: RequestDefinition, _ query: [(name: String, value: Value)]
    ) throws -> WebAddress {
        guard let template = definition.url else { throw RequestFault(.noAddress) }
        var url = try text(template, definition.encodesURL)
        // Where a token is asked for has to be said: the base is for requests that have one.
        guard !url.isEmpty || isBased else { throw RequestFault(.endpointUnknown) }
        if url.firstRange(of: "://").map({ !url[..<$0.lowerBound].contains { "/?#".contains($0) } }) != true {
            guard let base = base.baseURL else { throw RequestFault(.noBaseAddress) }
            var prefix = try text(base, definition.encodesURL)
            while prefix.hasSuffix("/") { prefix.removeLast() }
            let separator = url.isEmpty || url.hasPrefix("/") || url.hasPrefix("?") ? "" : "/"
            url = prefix + separator + url
        }
        let address: WebAddress
        do { address = try WebAddress(url) } catch { throw RequestFault(error.reason) }
        let target = try appended(query, to: address.target)
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }) else {
            throw RequestFault(.addressNotEncoded)
        }
        let path = target.prefix { $0 != "?" }
        let hasDots = path.split(separator: "/").contains { segment in
            [".", ".."].contains(PercentEncoding.decode(String(segment)) ?? ".")
        }
        guard !hasDots else { throw RequestFault(.addressWithDots) }
        return WebAddress(scheme: address.scheme, host: address.host, port: address.port, target: target)
    }

    /// The text of a URL, in which what comes from values cannot begin a query or a fragment, nor break the line.
    mutating func text(_ template: Template, _ encodes: Bool) throws -> String {
        var url = ""
        for (index, part) in try evaluator.evaluateParts(template).enumerated() {
            let value = noted(part.value)
            // What stands first may be a whole URL; whatever else is in it is checked when the URL is taken apart.
            if !encodes || index == 0 && !part.isLiteral {
                url += value.text
            } else if part.isLiteral {
                let allowed = PercentEncoding.query.union("?#[]".utf8)
                url += PercentEncoding.encode(value.text, allowed: allowed, keepsEscapes: true)
            } else if url.contains("?") {
                url += PercentEncoding.encode(value.text, keepsEscapes: true)
            } else if url.contains("://"),
                !url[(url.firstRange(of: "://")?.upperBound ?? url.startIndex)...].contains("/")
            {
                // Part of the host, which knows no escapes.
                url += value.text
            } else {
                url += PercentEncoding.encode(value.text, allowed: PercentEncoding.path, keepsEscapes: true)
            }
        }
        return url
    }

    private func appended(_ query: [(name: String, value: Value)], to target: String) throws -> String {
        let pairs = query.flatMap { field in
            let values = field.value.collection == nil ? field.value.elements : [field.value]
            return (field.value.content == .erase ? [.erase] : values).map { value in
                PercentEncoding.encode(field.name) + "=" + PercentEncoding.encode(value.text)
            }
        }
        guard !pairs.isEmpty else { return target }
        let separator = !target.contains("?") ? "?" : target.hasSuffix("?") || target.hasSuffix("&") ? "" : "&"
        return target + separator + pairs.joined(separator: "&")
    }

    // MARK: - Headers and body

    private mutating func headers(_ definition: RequestDefinition) throws -> [OutboundRequest.Header] {
        try merged(base.headers, definition.headers, caseless: true).map { name, value in
            guard HeaderName.fault(name) == nil else { throw RequestFault(.headerNotSendable) }
            let text = value.text
            guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw RequestFault(.headerControl, ["name": name])
            }
            return .init(name: name, value: Secret(text.trimmingSpace()))
        }
    }

    private mutating func body(_ definition: RequestDefinition) throws -> (bytes: [UInt8], contentType: String?)? {
        guard let tree = definition.body ?? base.body else { return nil }
        let value = noted(try evaluator.evaluate(tree))
        guard !value.isNull, value.content != .ignore else { return nil }
        switch definition.type {
        case .json: return (value.json.utf8, "application/json")
        case .urlencoded:
            guard let collection = value.collection else {
                return (Array(value.text.utf8), "application/x-www-form-urlencoded")
            }
            let fields = collection.filter { !$0.value.isNull }.map { ($0.name, $0.value) }
            let form = try appended(fields.map { (name: $0.0, value: $0.1) }, to: "").dropFirst()
            return (Array(form.utf8), "application/x-www-form-urlencoded")
        case .text: return (Array(value.text.utf8), "text/plain; charset=utf-8")
        case .raw, .binary: return (value.bytes, nil)
        case .multipart:
            guard let collection = value.collection else { throw RequestFault(.partsWithoutNames) }
            let body = try MultipartBody(collection, randomness: evaluator.randomness)
            return (body.bytes, body.contentType)
        }
    }
}
