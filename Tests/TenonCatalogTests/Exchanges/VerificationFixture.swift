// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

extension ConnectionType {
    /// A verification of what `input` is accepted as.
    func verification(_ input: JSONObject) throws -> BlockRun {
        let (values, faults) = accept(input)
        #expect(faults.isEmpty)
        return verification(values: values, now: testTime, randomness: CountingRandomness())
    }
}

extension BlockRun {
    /// The request to send next; a failure when there is none.
    mutating func request() throws -> OutboundRequest {
        let step = next()
        guard case .send(let request) = step else {
            Issue.record("no request but \(step)")
            throw Missing()
        }
        return request
    }

    mutating func login() throws -> MailLogin {
        guard case .logIn(let login) = next() else { throw Missing() }
        return login
    }

    /// The verdict; `nil` when there is none yet.
    var verdict: Verdict? {
        var copy = self
        guard case .done(let verdict) = copy.next() else { return nil }
        return verdict
    }

    /// Receives an answer, and says the verdict.
    mutating func answer(_ status: Int, _ body: String = "{}", _ headers: [String: String] = [:]) -> Verdict? {
        _ = next()
        let fields = headers.map { OutboundResponse.Header(name: $0.key, value: $0.value) }
        receive(OutboundResponse(status: status, headers: fields, body: Array(body.utf8)))
        return verdict
    }

    struct Missing: Error {}
}

extension OutboundRequest {
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value.reveal() }

    var url: String { "\(scheme.rawValue)://\(host):\(port)\(target.reveal())" }

    func isAllowed() -> Bool { allowedHosts.contains { $0.allows(host: host, port: port) } }
}

extension BlockRun.Verdict {
    var failure: Failure? {
        switch self {
        case .good: nil
        case .bad(let failure), .undetermined(let failure), .misconfigured(let failure), .pending(let failure): failure
        }
    }

    /// `good`, `bad` or `undetermined`.
    var word: String {
        switch self {
        case .good: "good"
        case .bad: "bad"
        case .undetermined: "undetermined"
        case .misconfigured: "misconfigured"
        case .pending: "pending"
        }
    }
}
