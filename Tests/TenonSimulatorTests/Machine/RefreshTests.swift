// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenonSimulator

/// Rotation, reuse and grace, without time or network.
@Suite struct RefreshTests {
    var machine = MachineFixture()

    @Test mutating func `a refresh gives new tokens, and the old access token lives on`() throws {
        let first = machine.open()
        let second = try machine.refresh(first.refreshToken)
        #expect(second.accessToken != first.accessToken)
        #expect(second.refreshToken != first.refreshToken)
        #expect(second.grantID == first.grantID)
        #expect(machine.isGood(first) && machine.isGood(second))
        #expect(machine.provider.tally.refreshes == 1)
        #expect(machine.provider.grant(first.grantID)?.refreshes == 1)
    }

    @Test mutating func `a token that comes twice ends the grant and everything of it`() throws {
        let first = machine.open()
        let second = try machine.refresh(first.refreshToken)
        #expect(throws: Refusal.reusedRefreshToken) { try machine.refresh(first.refreshToken) }
        #expect(throws: Refusal.revokedGrant) { try machine.refresh(second.refreshToken) }
        #expect(!machine.isGood(first) && !machine.isGood(second))
        #expect(machine.provider.grant(first.grantID)?.end == .reuse)
        #expect(machine.provider.tally == .init(refreshes: 1, reusesDetected: 1, reusesForgiven: 0, familiesKilled: 1))
    }

    @Test mutating func `an ancestor is reuse too, however many rotations ago`() throws {
        let first = machine.open()
        var last = first
        for _ in 0..<5 { last = try machine.refresh(last.refreshToken) }
        #expect(throws: Refusal.reusedRefreshToken) { try machine.refresh(first.refreshToken) }
        #expect(!machine.isGood(last))
    }

    @Test mutating func `without reuse detection the old token is refused and the grant lives`() throws {
        let terms = Terms.with { $0.reuseDetection = false }
        let first = machine.open()
        let second = try machine.refresh(first.refreshToken, terms: terms)
        #expect(throws: Refusal.reusedRefreshToken) { try machine.refresh(first.refreshToken, terms: terms) }
        #expect(try machine.refresh(second.refreshToken, terms: terms).refreshToken != nil)
        #expect(machine.provider.tally.reusesDetected == 1)
        #expect(machine.provider.tally.familiesKilled == 0)
    }

    @Test(arguments: [(9.9, true), (10, false), (60, false)])
    mutating func `a used token is let through within the grace period`(_ seconds: Double, _ passes: Bool) throws {
        let terms = Terms.with { $0.graceSeconds = 10 }
        let first = machine.open()
        _ = try machine.refresh(first.refreshToken, terms: terms)
        machine.pass(seconds)
        if passes {
            let again = try machine.refresh(first.refreshToken, terms: terms)
            #expect(machine.isGood(again))
            #expect(machine.provider.tally.reusesForgiven == 1)
            #expect(try machine.refresh(again.refreshToken, terms: terms).refreshToken != nil)
        } else {
            #expect(throws: Refusal.reusedRefreshToken) { try machine.refresh(first.refreshToken, terms: terms) }
            #expect(machine.provider.tally.familiesKilled == 1)
        }
    }

    @Test mutating func `the grace period counts from the first use`() throws {
        let terms = Terms.with { $0.graceSeconds = 10 }
        let first = machine.open()
        _ = try machine.refresh(first.refreshToken, terms: terms)
        machine.pass(8)
        _ = try machine.refresh(first.refreshToken, terms: terms)
        machine.pass(8)
        #expect(throws: Refusal.reusedRefreshToken) { try machine.refresh(first.refreshToken, terms: terms) }
    }

    @Test mutating func `without rotation the same token comes back, again and again`() throws {
        let terms = Terms.with { $0.rotation = false }
        let first = machine.open()
        for _ in 0..<3 {
            #expect(try machine.refresh(first.refreshToken, terms: terms).refreshToken == first.refreshToken)
        }
        #expect(machine.provider.tally.reusesDetected == 0)
    }

    @Test mutating func `an answer without a refresh token leaves the old one good`() throws {
        let terms = Terms.with { $0.omitsRefreshToken = true }
        let first = machine.open()
        #expect(try machine.refresh(first.refreshToken, terms: terms).refreshToken == nil)
        #expect(try machine.refresh(first.refreshToken, terms: terms).refreshToken == nil)
    }

    @Test mutating func `a refresh may end the access tokens before it`() throws {
        let first = machine.open()
        let second = try machine.refresh(first.refreshToken, terms: .with { $0.retiresAccessTokens = true })
        #expect(!machine.isGood(first))
        #expect(machine.isGood(second))
    }

    @Test mutating func `tokens end to the second`() throws {
        let terms = Terms.with {
            $0.accessSeconds = 1
            $0.refreshSeconds = 5
        }
        let first = machine.open(terms)
        machine.pass(0.99)
        #expect(machine.isGood(first))
        machine.pass(0.01)
        guard case .expired = machine.provider.check(accessToken: first.accessToken, at: machine.now) else {
            Issue.record("the access token did not expire")
            return
        }
        machine.pass(4)
        #expect(throws: Refusal.expiredRefreshToken) { try machine.refresh(first.refreshToken, terms: terms) }
    }

    @Test mutating func `fewer scopes may be asked for, more may not`() throws {
        let first = machine.open(scope: ["read", "write"])
        let narrow = try machine.refresh(first.refreshToken, asked: ["read"])
        #expect(narrow.scope == ["read"])
        #expect(throws: Refusal.invalidScope) { try machine.refresh(narrow.refreshToken, asked: ["read", "admin"]) }
        // What was refused was not carried out: the token is still the current one, and has all scopes.
        #expect(try machine.refresh(narrow.refreshToken).scope == ["read", "write"])
    }

    @Test mutating func `a token is good for its client and its issuer only`() {
        let first = machine.open()
        #expect(throws: Refusal.foreignRefreshToken) {
            try machine.provider.refresh(
                first.refreshToken ?? "", client: machine.other, terms: Terms(), at: machine.now)
        }
        #expect(throws: Refusal.foreignRefreshToken) {
            try machine.provider.refresh(
                first.refreshToken ?? "", client: machine.client, issuer: "/tenant/b", terms: Terms(), at: machine.now)
        }
        #expect(throws: Refusal.unknownRefreshToken) { try machine.refresh("made up") }
        #expect(throws: Refusal.unknownRefreshToken) { try machine.refresh(first.accessToken) }
        #expect(machine.isGood(first))
    }

    @Test mutating func `withheld scopes are not granted, nor those the client may not have`() {
        let client = RegisteredClient(id: "narrow", secret: "s", scopes: ["a", "b"])
        let issued = machine.provider.open(
            client: client, userName: "ada", scope: ["a", "b", "c"], terms: .with { $0.withheld = ["b"] },
            at: machine.now)
        #expect(issued.scope == ["a"])
    }

    @Test func `old tokens are forgotten, the newest never`() throws {
        var limits = ProviderState.Limits()
        limits.tokensPerGrantMax = 3
        var machine = MachineFixture(limits: limits)
        let first = machine.open()
        var last = first
        for _ in 0..<10 { last = try machine.refresh(last.refreshToken) }
        #expect(machine.provider.accessTokens.count == 3)
        #expect(machine.provider.refreshTokens.count == 3)
        #expect(throws: Refusal.unknownRefreshToken) { try machine.refresh(first.refreshToken) }
        #expect(try machine.refresh(last.refreshToken).refreshToken != nil)
    }

    @Test func `the oldest grant makes room, with its tokens`() {
        var limits = ProviderState.Limits()
        limits.grantsMax = 2
        var machine = MachineFixture(limits: limits)
        let issued = (0..<5).map { _ in machine.open() }
        #expect(machine.provider.allGrants.map(\.id) == issued.suffix(2).map(\.grantID))
        #expect(machine.provider.accessTokens.count == 2)
        #expect(machine.provider.refreshTokens.count == 2)
        #expect(!machine.isGood(issued[0]) && machine.isGood(issued[4]))
    }

    /// Every sequence of four refreshes with any token handed out so far: a model of two sentences agrees.
    @Test func `no sequence of refreshes gets past reuse detection`() {
        func explore(_ machine: MachineFixture, tokens: [String], used: Set<String>, isAlive: Bool, depth: Int) {
            guard depth > 0 else { return }
            for token in tokens {
                var next = machine
                let issued = try? next.refresh(token)
                let shouldPass = isAlive && !used.contains(token)
                #expect((issued != nil) == shouldPass)
                explore(
                    next, tokens: tokens + [issued?.refreshToken].compactMap(\.self), used: used.union([token]),
                    isAlive: isAlive && shouldPass, depth: depth - 1)
            }
        }
        var machine = MachineFixture()
        let first = machine.open()
        explore(machine, tokens: [first.refreshToken ?? ""], used: [], isAlive: true, depth: 5)
    }
}
