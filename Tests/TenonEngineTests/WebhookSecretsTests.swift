// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonEngine

/// Which secrets sign, and how they are kept together.
@Suite struct WebhookSecretsTests {
    private let now = Timestamp(milliseconds: 1_770_106_500_000)

    private func texts(_ secrets: WebhookSecrets?, after seconds: Int64) -> [String]? {
        secrets?.signing(at: now.advanced(by: .seconds(seconds))).map { $0.reveal() }
    }

    @Test func `the former secret signs along until its end, behind the new one`() {
        let first = WebhookSecrets(Secret("whsec_YQ=="))
        #expect(texts(first, after: 0) == ["whsec_YQ=="])
        let second = first.rotated(to: Secret("whsec_Yg=="), keepingFormerUntil: now.advanced(by: .seconds(60)))
        for secrets in [second, WebhookSecrets(sealed: second.sealed)] {
            #expect(texts(secrets, after: 59) == ["whsec_Yg==", "whsec_YQ=="])
            #expect(texts(secrets, after: 60) == ["whsec_Yg=="])
        }
        let third = second.rotated(to: Secret("whsec_Yw=="), keepingFormerUntil: now)
        #expect(texts(WebhookSecrets(sealed: third.sealed), after: 0) == ["whsec_Yw=="])
        #expect(texts(third, after: -1) == ["whsec_Yw==", "whsec_Yg=="], "only the one from before goes on")
    }

    @Test(arguments: ["whsec_a whsec_b", "whsec_a whsec_b x", "a b 1 2", "a  1x", "a b 99999999999999999999"])
    func `what is not in its form is not taken for secrets`(_ text: String) {
        #expect(WebhookSecrets(sealed: Secret(text)) == nil)
    }

    @Test func `every secret signs, or nothing is signed`() throws {
        let secrets = ["whsec_YQ==", "whsec_Yg=="].map { Secret($0) }
        func sign(_ secrets: [Secret]) -> String? {
            WebhookSignature.value(id: "msg_1", timestampSeconds: 1, body: "{}", secrets: secrets)
        }
        let each = try secrets.map { try #require(sign([$0])) }
        #expect(sign(secrets) == each.joined(separator: " ") && each[0] != each[1])
        #expect(sign(secrets + [Secret("broken")]) == nil)
    }
}
