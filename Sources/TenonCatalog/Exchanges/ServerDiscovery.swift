// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// Where a provider publishes its endpoints (RFC 8414, OpenID Connect Discovery 1.0), and what may be believed of it.
package struct ServerDiscovery: Sendable {
    /// The most that a metadata document may have.
    static let bytesMax = 256 << 10

    /// The issuer's identifier, as the definition or a person wrote it.
    package let issuer: String
    /// What to ask, one after the other until an answer can be believed.
    package let requests: [OutboundRequest]

    /// The metadata of an answer, or why it cannot be used.
    ///
    /// The document has to name the very issuer that was asked for (RFC 8414 §3.3), and endpoints of an issuer behind
    /// TLS have to be behind TLS.
    package func metadata(in response: OutboundResponse) throws(Failure) -> JSONObject {
        func refused(_ name: Sentence.Name, _ values: [String: String] = [:]) -> Failure {
            Failure(Sentence(name, values), status: response.status, name: .data)
        }
        guard response.status == 200 else {
            throw refused(.metadataNotRead, ["status": String(response.status)])
        }
        // Why it is no JSON does not matter.
        guard let document = (try? JSONReader.read(response.body))?.object else {
            throw refused(.metadataNotObject)
        }
        guard document["issuer"]?.string == issuer else {
            throw refused(.metadataOfOtherIssuer)
        }
        // Schemes are read without regard to case (RFC 3986 §3.1), and so is this rule.
        if issuer.lowercased().hasPrefix("https://") {
            for member in document where member.name.hasSuffix("_endpoint") {
                guard let url = member.value.string, !url.lowercased().hasPrefix("https://") else { continue }
                throw refused(.metadataWithoutTLS, ["name": member.name])
            }
        }
        return document
    }
}

extension ConnectionType {
    /// How to discover the provider's metadata; `nil` when the type has no issuer.
    package func discovery(in context: RunContext) throws(Failure) -> ServerDiscovery? {
        guard let template = issuer else { return nil }
        do {
            var evaluator = context.evaluator(for: self, values: context.values, temp: context.temp)
            let issuer = try evaluator.evaluate(template).text
            guard !issuer.isEmpty else { return nil }
            let address = try WebAddress(issuer)
            guard !address.target.contains("?") else { throw WebAddress.Fault(.issuerHasQuery) }
            let hosts = try allowedHosts(&evaluator)
            let path = address.target == "/" ? "" : address.target
            let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
            let targets = [
                "/.well-known/oauth-authorization-server\(trimmed)", "\(trimmed)/.well-known/openid-configuration",
            ]
            return ServerDiscovery(
                issuer: issuer,
                requests: targets.map { target in
                    OutboundRequest(
                        method: "GET", scheme: address.scheme, host: address.host, port: address.port,
                        target: Secret(target), headers: [.init(name: "accept", value: Secret("application/json"))],
                        allowedHosts: hosts, responseBytesMax: ServerDiscovery.bytesMax)
                })
        } catch let fault as WebAddress.Fault {
            throw Failure(Sentence(.issuerUnusable, ["reason": .sentence(fault.reason)]), name: .runtime)
        } catch {
            throw Failure(making: error)
        }
    }

    /// The endpoints that the definition itself names, over those that were discovered.
    package func server(discovered: JSONObject, in context: RunContext) throws(Failure) -> JSONObject {
        do {
            var evaluator = context.evaluator(for: self, values: context.values, temp: context.temp)
            var metadata = discovered
            for entry in try evaluator.evaluate(server) where !entry.value.isEmpty {
                metadata[entry.name] = entry.value.json
            }
            return metadata
        } catch {
            throw Failure(making: error)
        }
    }

    /// Whether there is something to get another token with, should the one there is have ended.
    package func canRenew(in context: RunContext) -> Bool {
        if needsToken, !needsPerson { return true }
        var context = context
        context.treatsTokenAsExpired = true
        var evaluator = context.evaluator(for: self, values: context.values, temp: context.temp)
        return (requests[.refresh] ?? []).contains { request in
            guard let condition = request.condition else { return true }
            // A condition that cannot be computed is one that does not hold.
            return (try? evaluator.evaluate(condition.test).isTrue) ?? false
        }
    }

    /// Whether an answer means that the token is no longer good (`refreshOn`).
    package func saysTokenEnded(_ response: OutboundResponse, in context: RunContext) -> Bool {
        switch refreshOn {
        case .statuses(let statuses): return statuses.contains(response.status)
        case .condition(let tree):
            var evaluator = context.evaluator(for: self, values: context.values, temp: context.temp)
            evaluator.variables["body"] = AnswerReader.body(response, ResponseDefinition()) ?? .null
            evaluator.variables["headers"] = AnswerReader.headers(response)
            evaluator.variables["statusCode"] = .number(response.status)
            return (try? evaluator.evaluate(tree).isTrue) ?? false
        }
    }
}
