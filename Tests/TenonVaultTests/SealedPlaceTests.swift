// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonVault
import Testing

/// What is sealed for one place opens in no other.
@Suite struct SealedPlaceTests {
    private static let places: [SealedPlace] = {
        let ticket = [UInt8](repeating: 1, count: 32)
        // Neighbours that a careless spelling of the row would mix up.
        let shifted = [0x11] + [UInt8](repeating: 1, count: 30)
        return [
            .connection(ConnectionID(12)), .connection(ConnectionID(1)), .pendingData(of: ConnectionID(12)),
            .pendingData(of: ConnectionID(2)), .authorization(ticketHash: ticket),
            .authorization(ticketHash: Array(ticket.dropLast())), .authorization(ticketHash: shifted),
            .authorization(ticketHash: [12]), .installation("google", of: OrganizationID(1)),
            .installation("google", of: OrganizationID(12)), .installation("slack", of: OrganizationID(1)),
            .installation("2:google", of: OrganizationID(1)), .installation("", of: OrganizationID(12)),
        ]
    }()

    @Test func `no place is spelled as another`() {
        #expect(Set(Self.places).count == Self.places.count)
    }

    @Test func `a box opens in its own place, team and version, and nowhere else`() async throws {
        let fixture = try VaultFixture()
        defer { fixture.remove() }
        let vault = try fixture.vault()
        let (team, other) = (TeamID(7), TeamID(8))
        let sealer = try await vault.sealer(for: team)
        let stranger = try await vault.sealer(for: other)
        for (number, place) in Self.places.enumerated() {
            let box = try sealer.seal(Secret("canary \(number)"), in: place, version: 1)
            #expect(!String(decoding: box.box, as: UTF8.self).contains("canary"))
            #expect(try await vault.open(box, team: team, in: place).reveal() == "canary \(number)")
            for elsewhere in Self.places where elsewhere != place {
                await #expect(throws: VaultError.secretDoesNotOpen) {
                    try await vault.open(box, team: team, in: elsewhere)
                }
            }
            for moved in [
                SealedSecret(keyID: box.keyID, version: 2, box: box.box),
                SealedSecret(keyID: stranger.keyID, version: 1, box: box.box),
            ] {
                await #expect(throws: VaultError.self) { try await vault.open(moved, team: team, in: place) }
            }
            await #expect(throws: VaultError.self) { try await vault.open(box, team: other, in: place) }
        }
    }
}
