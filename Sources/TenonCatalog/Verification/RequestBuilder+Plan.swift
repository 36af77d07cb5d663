// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension RequestBuilder {
    /// What any request of the connection needs: the definition's `base`, evaluated.
    mutating func plan() throws -> UpstreamPlan {
        guard let base = type.base.baseURL else {
            throw Fault(reason: "its definition has no 'base' that says where requests go")
        }
        guard type.base.signing == nil else {
            throw Fault(reason: "each of them has to be signed, which the proxy does not do yet")
        }
        guard type.base.body == nil else { throw Fault(reason: "its definition puts the credential into the body") }
        let address: WebAddress
        do { address = try WebAddress(try text(base, true)) } catch let fault as WebAddress.Fault {
            throw Fault(reason: fault.reason)
        }
        guard !address.target.contains("?") else { throw Fault(reason: "the base URL has a query") }
        let headers = try merged(type.base.headers, [], caseless: true).map { name, value in
            UpstreamPlan.Field(name: name, value: Secret(value.text.trimmingSpace()))
        }
        let query = try merged(type.base.query, [], caseless: false).map { name, value in
            UpstreamPlan.Field(name: name, value: Secret(value.text))
        }
        do {
            return try UpstreamPlan(
                scheme: address.scheme, host: address.host, port: address.port, basePath: address.target,
                headers: headers, query: query, allowedHosts: try type.allowedHosts(&evaluator), refreshOn: refreshTest)
        } catch let fault as UpstreamPlan.Fault {
            throw Fault(reason: fault.reason)
        }
    }

    /// When the credential is no longer good; never for one that nobody can refresh.
    private var refreshTest: RefreshTest {
        guard type.needsToken else { return .never }
        switch type.refreshOn {
        case .statuses(let statuses): return RefreshTest(statuses: Set(statuses))
        case .condition(let tree):
            let evaluator = evaluator
            return RefreshTest(statuses: []) { status, headers in
                var evaluator = evaluator
                evaluator.variables["statusCode"] = .number(status)
                evaluator.variables["headers"] = AnswerReader.headers(
                    OutboundResponse(status: status, headers: headers, body: []))
                // A condition that fails says nothing about the credential.
                return (try? evaluator.evaluate(tree).isTrue) ?? false
            }
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
        let reason: String
        do { return try builder.plan() } catch let fault as RequestBuilder.Fault {
            reason = fault.reason
        } catch let error as ExpressionError {
            reason = "an expression failed: \(error.reason)"
        }
        throw TenonError(.thirdPartyFailed, "Requests with this connection cannot be made: \(reason).")
    }
}
