// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonCatalog
internal import TenonDomain
internal import TenonJSON

/// What is asked of the OpenID provider: its metadata, its keys, and tokens for codes.
final class ProviderClient: Sendable {
    /// How long metadata and keys are believed.
    private static let lifetime = Duration.seconds(3600)
    /// How soon keys are asked for again when a token names one that is not there.
    private static let keysRetry = Duration.seconds(30)
    private static let bytesMax = 256 << 10

    private struct Known {
        var metadata: (document: JSONObject, until: Timestamp)?
        var keys: (set: JSONWebKeySet, at: Timestamp)?
    }

    private let settings: ProviderSignIn.Settings
    private let egress: any Egress
    private let clock: any WallClock
    private let known = Mutex(Known())

    init(settings: ProviderSignIn.Settings, egress: any Egress, clock: any WallClock) {
        self.settings = settings
        self.egress = egress
        self.clock = clock
    }

    func authorizationEndpoint() async throws -> String { try await endpoint("authorization_endpoint") }

    /// Changes the code for an identity token (RFC 6749 §4.1.3).
    func identityToken(code: Secret, verifier: Secret, redirectURI: String) async throws -> Secret {
        let document = try await metadata()
        var fields = [
            ("grant_type", "authorization_code"), ("code", code.reveal()), ("redirect_uri", redirectURI),
            ("code_verifier", verifier.reveal()),
        ]
        var headers = [OutboundRequest.Header(name: "content-type", value: Secret("application/x-www-form-urlencoded"))]
        let methods = document["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string)
        if let secret = settings.clientSecret, methods?.contains("client_secret_basic") ?? true {
            // Both are form-encoded before they are put together (RFC 6749 §2.3.1).
            let pair =
                PercentEncoding.encode(settings.clientID) + ":" + PercentEncoding.encode(secret.reveal())
            headers.append(.init(name: "authorization", value: Secret("Basic " + Base64.encode(Array(pair.utf8)))))
        } else {
            fields.append(("client_id", settings.clientID))
            if let secret = settings.clientSecret { fields.append(("client_secret", secret.reveal())) }
        }
        let body = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let answer = try await send(
            "POST", try await endpoint("token_endpoint"), headers: headers, body: Secret(body))
        guard answer.status == 200, let token = Self.object(answer)?["id_token"]?.string else {
            throw TenonError(
                .thirdPartyFailed, .identityNotConfirmed,
                ["provider": settings.name, "status": String(answer.status)])
        }
        return Secret(token)
    }

    /// The claims of a token that the provider has signed.
    func claims(of token: Secret) async throws -> JSONObject {
        do {
            return try await keys().claims(of: token)
        } catch is SigningFault {
            // The provider may have changed its keys since.
            guard let fresh = try await freshKeys() else { throw unsigned }
            do { return try fresh.claims(of: token) } catch { throw unsigned }
        }
    }

    private var unsigned: TenonError {
        TenonError(.permissionDenied, .identityNotSigned, ["provider": settings.name])
    }

    private func keys() async throws -> JSONWebKeySet {
        let now = clock.now()
        let found = known.withLock { $0.keys }
        if let found, found.at.advanced(by: Self.lifetime) > now { return found.set }
        return try await fetchKeys()
    }

    /// `nil` when they were asked for a moment ago.
    private func freshKeys() async throws -> JSONWebKeySet? {
        let now = clock.now()
        if let found = known.withLock({ $0.keys }), found.at.advanced(by: Self.keysRetry) > now { return nil }
        return try await fetchKeys()
    }

    private func fetchKeys() async throws -> JSONWebKeySet {
        let answer = try await send("GET", try await endpoint("jwks_uri"))
        guard answer.status == 200, let document = Self.object(answer) else { throw unusable(.providerKeys) }
        let set = JSONWebKeySet(document)
        let now = clock.now()
        known.withLock { $0.keys = (set, now) }
        return set
    }

    private func endpoint(_ name: String) async throws -> String {
        guard let url = try await metadata()[name]?.string else { throw unusable(.providerEndpoint, ["name": name]) }
        // What is asked over TLS is not answered with an address without it.
        guard !settings.issuer.hasPrefix("https://") || url.lowercased().hasPrefix("https://") else {
            throw unusable(.providerEndpoint, ["name": name])
        }
        return url
    }

    private func metadata() async throws -> JSONObject {
        let now = clock.now()
        if let found = known.withLock({ $0.metadata }), found.until > now { return found.document }
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let answer = try await send("GET", base + "/.well-known/openid-configuration")
        // It has to be about the very issuer that was asked for (OpenID Connect Discovery §4.3).
        guard answer.status == 200, let document = Self.object(answer), document["issuer"]?.string == settings.issuer
        else { throw unusable(.providerMetadata) }
        known.withLock { $0.metadata = (document, now.advanced(by: Self.lifetime)) }
        return document
    }

    private func send(
        _ method: String, _ url: String, headers: [OutboundRequest.Header] = [], body: Secret? = nil
    ) async throws -> OutboundResponse {
        do {
            let address = try WebAddress(url)
            guard let host = HostPattern(address.host) else { throw unusable(.providerAddress) }
            return try await egress.send(
                OutboundRequest(
                    method: method, scheme: address.scheme, host: address.host, port: address.port,
                    target: Secret(address.target),
                    headers: headers + [.init(name: "accept", value: Secret("application/json"))], body: body,
                    allowedHosts: [host], timeout: .seconds(15), responseBytesMax: Self.bytesMax))
        } catch is WebAddress.Fault {
            throw unusable(.providerAddress)
        } catch let failure as OutboundFailure {
            throw failed(.providerUnreachable, failure.sentence, underlying: failure)
        }
    }

    private func unusable(_ reason: Sentence.Name, _ values: [String: String] = [:]) -> TenonError {
        failed(.providerUnusable, Sentence(reason, values))
    }

    private func failed(_ name: Sentence.Name, _ reason: Sentence, underlying: (any Error)? = nil) -> TenonError {
        TenonError(
            .thirdPartyFailed,
            [Sentence(name, ["provider": .text(settings.name), "reason": .sentence(reason)])], underlying: underlying)
    }

    private static func object(_ answer: OutboundResponse) -> JSONObject? {
        // Why it is no JSON does not matter.
        (try? JSONReader.read(answer.body))?.object
    }
}
