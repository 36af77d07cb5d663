// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension RequestBuilder {
    /// What any request of the connection needs: the definition's `base`, evaluated.
    mutating func plan() throws -> UpstreamPlan {
        guard let base = type.base.baseURL else {
            throw Fault(reason: "its definition has no 'base' that says where requests go")
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
        guard type.requests[.refresh] != nil || type.kind == .oauth else { return .never }
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
    /// How requests with these values are authenticated.
    ///
    /// `installed` are the values of the installation (`common`), as in a verification.
    ///
    /// - Throws: `TenonError` with the reason, which names no value.
    package func upstreamPlan(
        values: ParameterValues, installed: ParameterValues = ParameterValues(), now: Timestamp,
        randomness: any Randomness
    ) throws -> UpstreamPlan {
        var constants = Evaluator(variables: ValueCollection(), now: now, randomness: randomness)
        // A definition's own constants are text without variables; one that fails is as good as missing.
        let own = (try? constants.evaluate(common)) ?? ValueCollection()
        let store = Value.collection(values.collection)
        let common = own.merging(installed.collection).mapValues { $0.tainted() }
        let evaluator = Evaluator(
            variables: ValueCollection([
                ("connection", store), ("parameters", store), ("data", store), ("common", .collection(common)),
                ("temp", .collection(ValueCollection())), ("environment", .collection(ValueCollection())),
            ]), now: now, randomness: randomness)
        var builder = RequestBuilder(type: self, evaluator: evaluator)
        let reason: String
        do { return try builder.plan() } catch let fault as RequestBuilder.Fault {
            reason = fault.reason
        } catch let error as ExpressionError {
            reason = "an expression failed: \(error.reason)"
        }
        throw TenonError(.thirdPartyFailed, "Requests with this connection cannot be made: \(reason).")
    }
}
