// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation
package import TenonDomain

/// OAuth 1.0a (RFC 5849), with HMAC-SHA256 and the body hash draft as extensions.
package struct OAuth1Signer: Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case hmacSHA1 = "HMAC-SHA1"
        case hmacSHA256 = "HMAC-SHA256"
        case rsaSHA1 = "RSA-SHA1"
        case plaintext = "PLAINTEXT"
    }

    /// Where the protocol's parameters go (section 3.5).
    package enum Transport: String, Sendable, CaseIterable {
        case header
        case query
        case body
    }

    /// `oauth_body_hash`, which covers bodies that are no forms.
    package enum BodyHash: Sendable {
        case none
        case computed
        case given(String)
    }

    package static let nonceBytes = 16

    package var method: Method = .hmacSHA1
    package var transport: Transport = .header
    package var consumerKey: Secret
    package var consumerSecret = Secret("")
    package var token: Secret?
    package var tokenSecret = Secret("")
    package var verifier: Secret?
    package var callback: String?
    package var realm: String?
    /// PEM, for RSA-SHA1.
    package var privateKey: Secret?
    package var bodyHash: BodyHash = .none
    /// Whether `oauth_version` is sent, which is optional.
    package var sendsVersion = true

    package init(consumerKey: Secret) { self.consumerKey = consumerKey }

    package func needsBody(_ request: SignableRequest) -> Bool {
        if transport == .body { return true }
        guard method != .plaintext else { return false }
        if request.isForm { return true }
        if case .computed = bodyHash { return true }
        return false
    }

    package func sign(
        _ request: SignableRequest, at time: Timestamp, nonce: String
    ) throws(SigningFault) -> SignedRequest {
        var signed = request
        signed.remove("authorization")
        if transport == .body { try prepareForm(&signed) }
        if needsBody(signed), signed.heldBytes == nil {
            throw SigningFault(.signedBodyUnseen)
        }
        var parameters = protocolParameters(signed, time, nonce)
        let signature = try signature(baseString(signed, parameters))
        parameters.append(("oauth_signature", signature))
        place(parameters, in: &signed)
        var derived = [Secret(signature), consumerSecret, tokenSecret]
        derived += [token, verifier, privateKey].compactMap { $0 }
        if let header = signed.value(of: "authorization") { derived.append(Secret(header)) }
        return SignedRequest(request: signed, derived: derived.filter { !$0.isEmpty })
    }

    private func prepareForm(_ request: inout SignableRequest) throws(SigningFault) {
        if case .none = request.body, request.value(of: "content-type") == nil {
            request.set("content-type", "application/x-www-form-urlencoded")
        }
        guard request.isForm else { throw SigningFault(.formsOnly) }
    }

    private func protocolParameters(
        _ request: SignableRequest, _ time: Timestamp, _ nonce: String
    ) -> [(name: String, value: String)] {
        var parameters = [
            ("oauth_consumer_key", consumerKey.reveal()), ("oauth_nonce", nonce),
            ("oauth_signature_method", method.rawValue), ("oauth_timestamp", "\(time.milliseconds / 1000)"),
        ]
        if let token, !token.isEmpty { parameters.append(("oauth_token", token.reveal())) }
        if let callback { parameters.append(("oauth_callback", callback)) }
        if let verifier { parameters.append(("oauth_verifier", verifier.reveal())) }
        if sendsVersion { parameters.append(("oauth_version", "1.0")) }
        // The draft: never for forms, whose content is signed, nor without a signature that would cover it.
        if !request.isForm, method != .plaintext, let hash = self.hash(of: request) {
            parameters.append(("oauth_body_hash", hash))
        }
        return parameters.map { (name: $0.0, value: $0.1) }
    }

    private func hash(of request: SignableRequest) -> String? {
        switch bodyHash {
        case .none: return nil
        case .given(let hash): return hash
        case .computed:
            let bytes = request.heldBytes ?? []
            return Base64.encode(
                method == .hmacSHA256 ? Array(SHA256.hash(data: bytes)) : Array(Insecure.SHA1.hash(data: bytes)))
        }
    }

    // MARK: - Signing

    /// Section 3.4.1.
    package func baseString(_ request: SignableRequest, _ parameters: [(name: String, value: String)]) -> String {
        let (path, query) = request.pathAndQuery
        var pairs = OAuth1Signer.formPairs(query.utf8)
        if request.isForm {
            pairs += OAuth1Signer.formPairs(request.heldBytes ?? [])
        }
        var encoded = pairs.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        encoded += parameters.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        // Both are ASCII now, of which Swift's order is that of the bytes.
        encoded.sort { $0 < $1 }
        let normalized = encoded.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let uri = "\(request.scheme.rawValue)://\(request.authority)\(path.isEmpty ? "/" : path)"
        return [request.method.uppercased(), uri, normalized].map { PercentEncoding.encode($0) }.joined(separator: "&")
    }

    private func signature(_ base: String) throws(SigningFault) -> String {
        let key = PercentEncoding.encode(consumerSecret.reveal()) + "&" + PercentEncoding.encode(tokenSecret.reveal())
        let symmetric = SymmetricKey(data: Array(key.utf8))
        let bytes = Array(base.utf8)
        switch method {
        case .plaintext: return key
        case .hmacSHA1:
            return Base64.encode(Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: symmetric)))
        case .hmacSHA256: return Base64.encode(Array(HMAC<SHA256>.authenticationCode(for: bytes, using: symmetric)))
        case .rsaSHA1:
            guard let privateKey else { throw SigningFault(.noPrivateKey) }
            return Base64.encode(try PrivateKey(pem: privateKey.reveal()).rsaSHA1Signature(bytes))
        }
    }

    /// The decoded pairs of a query or a form.
    private static func formPairs(_ bytes: some Collection<UInt8>) -> [(name: [UInt8], value: [UInt8])] {
        bytes.split(separator: UInt8(ascii: "&")).map { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            func decoded(_ part: some Collection<UInt8>) -> [UInt8] {
                PercentEncoding.decodedBytes(part.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
            }
            return (decoded(name), decoded(pair[name.endIndex...].dropFirst()))
        }
    }

    // MARK: - Placing

    private func place(_ parameters: [(name: String, value: String)], in request: inout SignableRequest) {
        let form = parameters.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
            .joined(separator: "&")
        switch transport {
        case .header:
            var fields = parameters.map {
                PercentEncoding.encode($0.name) + "=\"" + PercentEncoding.encode($0.value) + "\""
            }
            if let realm {
                let escaped = realm.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                fields.insert("realm=\"\(escaped)\"", at: 0)
            }
            request.set("authorization", "OAuth " + fields.joined(separator: ", "))
        case .query:
            let target = request.target.reveal()
            let separator = !target.contains("?") ? "?" : target.hasSuffix("?") || target.hasSuffix("&") ? "" : "&"
            request.target = Secret(target + separator + form)
        case .body:
            var bytes = request.heldBytes ?? []
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            request.body = .held(Secret(bytes: bytes + Array(form.utf8)))
        }
    }
}
