// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonDomain
import Testing

@testable import TenonEngine

/// Signatures that receivers' libraries accept.
@Suite struct WebhookSignatureTests {
    /// The example that implementations of the Standard Webhooks specification share.
    private let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    private func sign(
        id: String = "msg_p5jXN8AQM9LWM0D4loKWxJek", at seconds: Int64 = 1_614_265_330,
        _ body: String = #"{"test": 2432232314}"#, with secret: Secret? = nil
    ) -> String? {
        WebhookSignature.value(id: id, timestampSeconds: seconds, body: body, secret: secret ?? self.secret)
    }

    @Test func `the shared example comes out as it should`() {
        #expect(sign() == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `id, time, body and secret are all signed`() {
        let others = [
            sign(id: "msg_other"), sign(at: 1_614_265_331), sign(#"{"test": 2432232315}"#),
            sign(with: WebhookSignature.newSecret(from: SystemRandomness())),
        ]
        #expect(Set(others + [sign()]).count == 5)
    }

    @Test func `a new secret is 256 bits in the form that libraries take`() throws {
        let text = WebhookSignature.newSecret(from: SystemRandomness()).reveal()
        #expect(text.hasPrefix("whsec_"))
        #expect(Data(base64Encoded: String(text.dropFirst(6)))?.count == 32)
        #expect(WebhookSignature.newSecret(from: SystemRandomness()).reveal() != text)
    }

    @Test(arguments: ["", "whsec_", "whsec_%%%", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    func `what is no secret signs nothing`(_ text: String) { #expect(sign(with: Secret(text)) == nil) }
}
