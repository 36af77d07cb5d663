// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
package import TenonVault

/// Makes one attempt to deliver, and says what came of it.
package struct WebhookSender: Sendable {
    /// From connecting to the last byte of the answer.
    static let timeout: Duration = .seconds(15)
    /// Of the answer; only its status is looked at.
    static let answerBytesMax = 64 << 10

    let vault: Vault
    let egress: any Egress
    let clock: any WallClock
    let randomness: any Randomness
    let policy = DeliveryPolicy()

    package init(vault: Vault, egress: any Egress, clock: any WallClock, randomness: any Randomness) {
        self.vault = vault
        self.egress = egress
        self.clock = clock
        self.randomness = randomness
    }

    /// - Throws: only a cancellation.
    func attempt(_ claimed: ClaimedDelivery) async throws -> DeliveryResult {
        let answer = try await answer(to: claimed)
        return policy.result(
            of: answer, event: claimed.delivery.event, attempts: claimed.delivery.attempts,
            failingSince: claimed.webhook.failingSince, at: clock.now(), random: randomness.fraction())
    }

    private func answer(to claimed: ClaimedDelivery) async throws -> DeliveryPolicy.Answer {
        do {
            let secret = try await vault.open(
                claimed.secret, team: claimed.keyTeamID, in: .webhook(claimed.webhook.id))
            guard let secrets = WebhookSecrets(sealed: secret) else { throw VaultError.secretDoesNotOpen }
            let response = try await egress.send(try request(claimed, secrets: secrets))
            return .status(response.status, retryAfter: RetryAfter.duration(in: response, at: clock.now()))
        } catch let failure as OutboundFailure {
            return .none(failure.description)
        } catch let fault as WebAddress.Fault {
            return .none(Sentence(.webhookAddress, ["reason": .sentence(fault.reason)]).description)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .none(Sentence(.webhookSecret).description)
        }
    }

    private func request(_ claimed: ClaimedDelivery, secrets: WebhookSecrets) throws -> OutboundRequest {
        let address = try WebAddress(claimed.webhook.url)
        let (id, body) = (claimed.delivery.messageID, claimed.delivery.payload)
        let now = clock.now()
        let seconds = now.milliseconds / 1000
        guard let host = HostPattern(address.hostInURL),
            let signature = WebhookSignature.value(
                id: id, timestampSeconds: seconds, body: body, secrets: secrets.signing(at: now))
        else { throw OutboundFailure.invalidRequest(.unsigned) }
        let headers = [
            ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", String(seconds)),
            ("webhook-signature", signature),
        ]
        return OutboundRequest(
            method: "POST", scheme: address.scheme, host: address.host, port: address.port,
            target: Secret(address.target), headers: headers.map { .init(name: $0.0, value: Secret($0.1)) },
            body: Secret(body), allowedHosts: [host], redirectsMax: 0, timeout: Self.timeout,
            responseBytesMax: Self.answerBytesMax)
    }
}
