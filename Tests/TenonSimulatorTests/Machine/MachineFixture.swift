// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TenonSimulator

/// A provider with two clients, at a time that only the test moves.
struct MachineFixture {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let redirectURI = "https://app.example/callback"

    var provider: ProviderState
    var now = MachineFixture.start
    let client = RegisteredClient(id: "app", secret: "app-secret", redirectURIs: [MachineFixture.redirectURI])
    let other = RegisteredClient(id: "other", secret: "other-secret")

    init(limits: ProviderState.Limits = .init()) {
        provider = ProviderState(clients: [client, other], limits: limits)
    }

    mutating func pass(_ seconds: Double) { now.addTimeInterval(seconds) }

    mutating func open(_ terms: Terms = Terms(), scope: [String] = ["read", "write"]) -> Issued {
        provider.open(client: client, userName: "ada", scope: scope, terms: terms, at: now)
    }

    mutating func refresh(
        _ token: String?, asked: [String]? = nil, terms: Terms = Terms()
    ) throws(Refusal) -> Issued {
        try provider.refresh(token ?? "", client: client, asked: asked, terms: terms, at: now)
    }

    func isGood(_ issued: Issued) -> Bool {
        if case .good = provider.check(accessToken: issued.accessToken, at: now) { true } else { false }
    }
}

extension Terms {
    /// The standard's, with a change.
    static func with(_ change: (inout Terms) -> Void) -> Terms {
        var terms = Terms()
        change(&terms)
        return terms
    }
}
