// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation
package import TenonDomain

/// AWS Signature Version 4 in a header.
///
/// Signs `Host`, `Content-Type` and every `x-amz-…`; other headers may be changed on the way.
package struct AWSSigner: Sendable {
    /// Services that take a path as it is, and whose bodies need not be covered.
    private static let storage: Set<String> = ["s3", "s3-object-lambda", "s3-outposts", "s3express"]
    private static let algorithm = "AWS4-HMAC-SHA256"

    package var keyID: String
    package var secret: Secret
    package var region: String
    package var service: String
    package var sessionToken: Secret?
    /// Names, in lower case, of headers that are signed as well because nothing on the way changes them.
    package var alsoSigned: Set<String> = []

    package init(keyID: String, secret: Secret, region: String, service: String, sessionToken: Secret? = nil) {
        self.keyID = keyID
        self.secret = secret
        self.region = region
        self.service = service
        self.sessionToken = sessionToken
    }

    /// Only storage takes bodies that are not covered, and Amazon's own only over TLS; a digest that comes with the
    /// request covers a body as well.
    package func needsBody(_ request: SignableRequest) -> Bool {
        !isStorage && AWSSigner.digest(given: request) == nil
    }

    private var isStorage: Bool { AWSSigner.storage.contains(service) }

    package func sign(_ request: SignableRequest, at time: Timestamp) throws(SigningFault) -> SignedRequest {
        let isPlain = { (text: String) in
            !text.isEmpty && text.utf8.allSatisfy { PercentEncoding.unreserved.contains($0) }
        }
        guard isPlain(keyID), isPlain(region), isPlain(service) else {
            throw SigningFault(.notWord)
        }
        guard !secret.isEmpty else { throw SigningFault(.secretEmpty) }
        // It becomes a header, and may come from an answer of a third party's.
        guard sessionToken?.reveal().utf8.allSatisfy({ (0x21...0x7E).contains($0) }) ?? true else {
            throw SigningFault(.sessionNotSendable)
        }
        let payload = try payloadHash(request)
        let moment = AWSSigner.moment(time)
        var signed = request
        signed.remove("authorization")
        signed.remove("x-amz-security-token")
        // Some other services want it too; a definition asks for it by setting it to anything.
        let sendsDigest = isStorage || request.value(of: AWSSigner.digestHeader) != nil
        signed.remove(AWSSigner.digestHeader)
        signed.set("x-amz-date", moment)
        if sendsDigest { signed.set(AWSSigner.digestHeader, payload) }
        if let sessionToken, !sessionToken.isEmpty { signed.set("x-amz-security-token", sessionToken.reveal()) }
        let scope = "\(moment.prefix(8))/\(region)/\(service)/aws4_request"
        let (canonical, names) = canonicalRequest(signed, payload)
        let digest = Base64.hex(SHA256.hash(data: Array(canonical.utf8)))
        let toSign = [AWSSigner.algorithm, moment, scope, digest].joined(separator: "\n")
        let signature = Base64.hex(AWSSigner.code(toSign, signingKey(String(moment.prefix(8)))))
        let header =
            "\(AWSSigner.algorithm) Credential=\(keyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
        signed.set("authorization", header)
        let derived = [secret, Secret(signature), Secret(header)] + [sessionToken].compactMap { $0 }
        return SignedRequest(request: signed, derived: derived.filter { !$0.isEmpty })
    }

    /// `20150830T123600Z`.
    private static func moment(_ time: Timestamp) -> String {
        let civil = CivilTime(time)
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = padded(civil.year, 4) + padded(civil.month, 2) + padded(civil.day, 2)
        return date + "T" + padded(civil.hour, 2) + padded(civil.minute, 2) + padded(civil.second, 2) + "Z"
    }

    private func payloadHash(_ request: SignableRequest) throws(SigningFault) -> String {
        switch request.body {
        case .none, .held: return Base64.hex(SHA256.hash(data: request.heldBytes ?? []))
        case .passing(let digest?):
            guard AWSSigner.isDigest(digest) else {
                throw SigningFault(.digestMalformed)
            }
            return digest
        case .passing(nil):
            if let digest = AWSSigner.digest(given: request) { return digest }
            let given = request.value(of: AWSSigner.digestHeader) ?? AWSSigner.unsigned
            guard given == AWSSigner.unsigned else {
                throw SigningFault(.digestHeaderMalformed, ["name": AWSSigner.unsigned])
            }
            guard isStorage else {
                throw SigningFault(.coveredBodyUnseen)
            }
            return AWSSigner.unsigned
        }
    }

    private static let digestHeader = "x-amz-content-sha256"
    private static let unsigned = "UNSIGNED-PAYLOAD"

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }

    /// The body's digest as whoever sends it says.
    private static func digest(given request: SignableRequest) -> String? {
        request.value(of: digestHeader).flatMap { isDigest($0) ? $0 : nil }
    }

    private func signingKey(_ day: String) -> [UInt8] {
        var key = secret.withRevealedBytes { Array("AWS4".utf8) + $0 }
        for part in [day, region, service, "aws4_request"] { key = AWSSigner.code(part, key) }
        return key
    }

    private static func code(_ text: String, _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    // MARK: - The canonical request

    /// The canonical request, and the names of the headers in it.
    package func canonicalRequest(_ request: SignableRequest, _ payload: String) -> (text: String, names: String) {
        var values: [String: [String]] = ["host": [request.authority]]
        for header in request.headers {
            let name = header.name.lowercased()
            guard name == "content-type" || name.hasPrefix("x-amz-") || alsoSigned.contains(name) else { continue }
            values[name, default: []].append(AWSSigner.folded(header.value.reveal()))
        }
        let headers = values.sorted { $0.key < $1.key }
        let names = headers.map(\.key).joined(separator: ";")
        let lines = headers.map { "\($0.key):\($0.value.joined(separator: ","))\n" }.joined()
        let (path, query) = request.pathAndQuery
        let text = [
            request.method, canonicalPath(path), AWSSigner.canonicalQuery(query), lines, names, payload,
        ].joined(separator: "\n")
        return (text, names)
    }

    /// Without space at the ends, and one space where there are several.
    private static func folded(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }

    /// Storage knows keys, of which every byte counts; others know paths, which are normalized and encoded once more.
    private func canonicalPath(_ path: Substring) -> String {
        let allowed = PercentEncoding.unreserved.union("/".utf8)
        if isStorage {
            return path.isEmpty ? "/" : PercentEncoding.encode(PercentEncoding.decodedBytes(path), allowed: allowed)
        }
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        let isFolder = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        let normalized = "/" + segments.joined(separator: "/") + (isFolder && !segments.isEmpty ? "/" : "")
        return PercentEncoding.encode(normalized, allowed: allowed)
    }

    private static func canonicalQuery(_ query: Substring) -> String {
        query.split(separator: "&").map { pair -> (String, String) in
            let name = pair.prefix { $0 != "=" }
            let value = pair[name.endIndex...].dropFirst()
            // Servers read a plus as a space, and write a space as %20.
            func encoded(_ part: Substring) -> String {
                PercentEncoding.encode(PercentEncoding.decodedBytes(part.replacing("+", with: " ")))
            }
            return (encoded(name), encoded(value))
        }.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }
}
