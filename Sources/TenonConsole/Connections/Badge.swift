// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// One word about how a connection fares, with a colour.
struct Badge {
    let tone: String
    let label: String

    init(tone: String, label: String) {
        self.tone = tone
        self.label = label
    }

    init(_ state: ConnectionState, strings: Strings) {
        tone = Badge.tone(of: state)
        label = strings("state.\(state.rawValue)")
    }

    static func tone(of state: ConnectionState) -> String {
        switch state {
        case .healthy: "good"
        case .reauthorize, .failing: "bad"
        case .unauthorized, .expiring, .underScoped: "warn"
        case .unverified, .unused: "quiet"
        case .overScoped: "info"
        }
    }
}
