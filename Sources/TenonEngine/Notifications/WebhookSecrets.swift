// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// What a webhook's events are signed with: its secret, and for a while the one from before.
///
/// Both are sealed as one text, so that they change together: `whsec_…`, and behind a rotation
/// `whsec_new whsec_former 1770106500000`, the moment in milliseconds until which the former signs along.
package struct WebhookSecrets: Sendable {
    /// How long a former secret signs along unless somebody says otherwise.
    package static let graceDefault: Duration = .seconds(86_400)
    package static let graceSecondsMax: Int64 = 7 * 86_400

    package let current: Secret
    private let former: (secret: Secret, endsAt: Timestamp)?

    package init(_ current: Secret) {
        self.current = current
        former = nil
    }

    private init(_ current: Secret, former: (secret: Secret, endsAt: Timestamp)) {
        self.current = current
        self.former = former
    }

    /// `nil` when the text is not in its form.
    package init?(sealed: Secret) {
        let parts = sealed.reveal().split(separator: " ", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: self.init(sealed)
        case 3:
            guard let end = Int64(parts[2]) else { return nil }
            self.init(
                Secret(String(parts[0])),
                former: (Secret(String(parts[1])), Timestamp(milliseconds: end)))
        default: return nil
        }
    }

    package var sealed: Secret {
        guard let former else { return current }
        return Secret("\(current.reveal()) \(former.secret.reveal()) \(former.endsAt.milliseconds)")
    }

    /// With a new secret; the one of today goes on for a while, and one from before that ends at once.
    package func rotated(to new: Secret, keepingFormerUntil end: Timestamp) -> WebhookSecrets {
        WebhookSecrets(new, former: (current, end))
    }

    /// Those that sign at that moment, the newest first.
    package func signing(at now: Timestamp) -> [Secret] {
        guard let former, now < former.endsAt else { return [current] }
        return [current, former.secret]
    }
}
