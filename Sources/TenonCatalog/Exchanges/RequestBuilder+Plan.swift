// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension RequestBuilder {
    /// What any request of the connection needs: the definition's `base`, evaluated.
    mutating func plan() throws -> UpstreamPlan {
        guard let base = type.base.baseURL else { throw RequestFault(.noBase) }
        let address: WebAddress
        do { address = try WebAddress(try text(base, true)) } catch let fault as WebAddress.Fault {
            throw RequestFault(fault.reason)
        }
        guard !address.target.contains("?") else { throw RequestFault(.baseHasQuery) }
        let headers = try merged(type.base.headers, [], caseless: true).map { name, value in
            UpstreamPlan.Field(name: name, value: Secret(value.text.trimmingSpace()))
        }
        let query = try merged(type.base.query, [], caseless: false).map { name, value in
            UpstreamPlan.Field(name: name, value: Secret(value.text))
        }
        do {
            return try UpstreamPlan(
                scheme: address.scheme, host: address.host, port: address.port, basePath: address.target,
                headers: headers, query: query, droppedHeaders: type.base.signing == nil ? [] : ["authorization"],
                allowedHosts: try type.allowedHosts(&evaluator), refreshOn: refreshTest,
                authenticator: try authenticator(), hasScopes: type.kind == .oauth)
        } catch let fault as UpstreamPlan.Fault {
            throw RequestFault(fault.reason)
        }
    }

    /// `nil` when headers and query are all there is to it.
    private mutating func authenticator() throws -> (any RequestAuthenticator)? {
        guard type.base.signing != nil || type.base.body != nil else { return nil }
        var members: ValueCollection?
        if let body = type.base.body {
            guard let collection = try evaluator.evaluate(body).collection else {
                throw RequestFault(.bodyWithoutNames)
            }
            let kept = collection.filter { !$0.value.isNull }.map { ($0.name, $0.value) }
            members = kept.isEmpty ? nil : ValueCollection(kept)
        }
        do {
            return PlanAuthenticator(
                signer: try type.base.signing.map { try evaluator.signer($0) }, members: members,
                randomness: evaluator.randomness)
        } catch let fault as SigningFault {
            throw RequestFault(fault.reason)
        }
    }

    /// When the credential is no longer good; never for one that nobody can refresh.
    private var refreshTest: RefreshTest {
        guard type.needsToken else { return .never }
        switch type.refreshOn {
        case .statuses(let statuses): return RefreshTest(statuses: Set(statuses))
        case .condition(let tree):
            let evaluator = evaluator
            let condition: RefreshTest.Condition = { answer in
                var evaluator = evaluator
                evaluator.variables["statusCode"] = .number(answer.status)
                evaluator.variables["headers"] = AnswerReader.headers(answer)
                evaluator.variables["body"] = AnswerReader.body(answer, ResponseDefinition()) ?? .null
                // A condition that fails says nothing about the credential.
                return (try? evaluator.evaluate(tree).isTrue) ?? false
            }
            return RefreshTest(
                statuses: [], condition: condition, readsBody: tree.paths.contains { $0.first == "body" })
        }
    }
}

extension ConnectionType {
    /// How requests with the context's values are authenticated.
    ///
    /// - Throws: `TenonError` with the reason, which names no value.
    package func upstreamPlan(in context: RunContext) throws -> UpstreamPlan {
        var builder = RequestBuilder(
            type: self, evaluator: context.evaluator(for: self, values: context.values, temp: context.temp),
            block: .info)
        let reason: Sentence
        do { return try builder.plan() } catch let fault as RequestFault {
            reason = fault.reason
        } catch let error as ExpressionError {
            reason = Sentence(of: RequestFault.Name.expressionFailed, ["reason": .sentence(error.reason)])
        }
        throw TenonError(.thirdPartyFailed, [Sentence(.requestsNotMade, ["reason": .sentence(reason)])])
    }
}
