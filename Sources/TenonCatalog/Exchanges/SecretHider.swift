// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Takes a connection's secrets out of an answer that a person looks at, should the third party have sent them back.
package struct SecretHider: Sendable {
    /// What a plan sets in headers of these names is the same for everybody.
    private static let harmless: Set = ["accept", "accept-language", "content-type", "user-agent"]

    private let redactor: Redactor

    /// Hides the context's secrets, and what `plan` made of them.
    package init(_ context: RunContext, type: ConnectionType, plan: UpstreamPlan) {
        var redactor = Redactor(context.values.secrets)
        for value in context.derivedSecrets(for: type) { redactor.add(derived: value) }
        for header in plan.headers where !Self.harmless.contains(header.name.lowercased()) {
            redactor.add(derived: .text(header.value.reveal(), isSecret: true))
        }
        for pair in plan.query.reveal().split(separator: "&") {
            if let value = pair.split(separator: "=", maxSplits: 1).last { redactor.add(String(value)) }
        }
        self.redactor = redactor
    }

    package func hide(in text: String) -> String { redactor.hide(in: text) }
}
