// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonEngine

/// Why a connection does not work, and what to do about it.
struct TroubleView {
    let tone: String
    let title: String
    let text: String
    /// The third party's own words.
    let said: String?

    /// `nil` when there is nothing to complain about.
    init?(_ connection: Connection, typeLabel: String, needsPerson: Bool, now: Timestamp, strings: Strings) {
        let values = ["type": typeLabel]
        if let trouble = connection.grant.trouble {
            let name = trouble.reason.rawValue
            tone = trouble.isTerminal || connection.isOver ? "bad" : "warn"
            title = strings("trouble.\(name).title", values)
            text = [strings("trouble.\(name).text", values), TroubleView.next(trouble, now, strings)]
                .compactMap { $0 }.joined(separator: " ")
            said =
                trouble.reason == .revoked || trouble.message.isEmpty ? nil : strings.words(ofStored: trouble.message)
            return
        }
        said = nil
        let name: String
        switch connection.health {
        case .unauthorized: (name, tone) = ("unauthorized", "warn")
        case .needsReauthorization: (name, tone) = ("reauthorize", "bad")
        case .failing: (name, tone) = (needsPerson ? "failingGrant" : "failing", "bad")
        case .ok, .unknown: return nil
        }
        title = strings("trouble.\(name).title", values)
        text = strings("trouble.\(name).text", values)
    }

    private static func next(_ trouble: Connection.Trouble, _ now: Timestamp, _ strings: Strings) -> String? {
        guard !trouble.isTerminal, let retryAt = trouble.retryAt, retryAt > now else { return nil }
        return strings("trouble.retry", ["when": Moment(retryAt, now: now, strings: strings).text])
    }
}
