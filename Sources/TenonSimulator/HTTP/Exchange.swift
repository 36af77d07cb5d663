// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes
internal import TenonJSON

/// A request as the endpoints see it: read in full, with the switches that hold for it.
struct Exchange: Sendable {
    let method: HTTPRequest.Method
    /// Without the query, as it was sent.
    let path: String
    let rawQuery: String?
    let headers: HTTPFields
    let body: [UInt8]
    let query: Fields
    /// The fields of a form; empty when the body is none.
    let form: Fields
    /// `http://HOST:PORT` as the client wrote it.
    let origin: String
    let parameters: [String: String]
    var now: Date
    var switches = Switches()

    /// The path of the issuer that is meant: empty, or `/tenant/NAME`.
    var issuerPath: String { parameters["tenant"].map { "/tenant/\($0)" } ?? "" }
    var issuer: String { origin + issuerPath }

    /// The body as a JSON object.
    var json: JSONObject? {
        guard headers[.contentType]?.lowercased().hasPrefix("application/json") ?? false else { return nil }
        // What is wrong with it does not matter here: there is no object.
        return (try? JSONReader.read(body))?.object
    }

    var bearerToken: String? {
        guard let value = headers[.authorization], value.lowercased().hasPrefix("bearer ") else { return nil }
        return value.dropFirst(7).trimmingCharacters(in: .whitespaces)
    }

    func cookie(_ name: String) -> String? {
        headers[values: .cookie].flatMap { $0.split(separator: ";") }.lazy
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// How the client says who it is.
    var clientCredentials: ClientCredentials {
        if let header = headers[.authorization], header.lowercased().hasPrefix("basic ") {
            let text = Data(base64Encoded: header.dropFirst(6).trimmingCharacters(in: .whitespaces))
                .flatMap { String(validating: $0, as: UTF8.self) }
            return text.map(ClientCredentials.basic) ?? .missing
        }
        if let assertion = form["client_assertion"],
            form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        {
            return .assertion(assertion, id: form["client_id"])
        }
        guard let id = form["client_id"] else { return .missing }
        return form["client_secret"].map { .post(id: id, secret: $0) } ?? .none(id: id)
    }

    /// The client that the request names, before it has proved anything.
    var namedClients: [String] {
        switch clientCredentials {
        case .none(let id), .post(let id, _): [id]
        case .basic(let text): ProviderState.readings(of: text, encoding: .either).map(\.id)
        case .assertion(let text, let id): [id ?? JSONWebToken(text)?.claims["iss"]?.string].compactMap(\.self)
        case .missing: query["client_id"].map { [$0] } ?? []
        }
    }

    /// The grant type that is counted: a known one, or `other`.
    var grantType: String? {
        form["grant_type"].map { GrantType(rawValue: $0)?.rawValue ?? "other" }
    }

    /// The request as OAuth 1.0a signs it; `nil` when its header is malformed.
    var signed: SignedRequest? {
        var pairs: [Fields.Pair] = []
        if let header = headers[.authorization] {
            guard let parameters = SignedRequest.parameters(inHeader: header) else { return nil }
            pairs = parameters
        }
        let scheme = origin.hasPrefix("https") ? "https://" : "http://"
        let authority = origin.dropFirst(scheme.count).lowercased()
        let address = scheme + (authority.hasSuffix(":80") ? String(authority.dropLast(3)) : authority) + path
        return SignedRequest(
            method: method.rawValue, address: address, parameters: pairs + query.pairs + form.pairs)
    }
}
