// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenonSimulator

/// The states of a device that waits (RFC 8628).
@Suite struct DeviceTests {
    var machine = MachineFixture()

    private mutating func start() -> DeviceInvitation {
        machine.provider.startDevice(client: machine.client, scope: ["read"], at: machine.now)
    }

    private mutating func poll(_ invitation: DeviceInvitation) throws(Refusal) -> Issued {
        try machine.provider.poll(
            deviceCode: invitation.deviceCode, client: machine.client, terms: Terms(), at: machine.now)
    }

    @Test mutating func `pending, then approved, then used up`() throws {
        let device = start()
        #expect(throws: Refusal.authorizationPending) { try poll(device) }
        let code = machine.provider.deviceCode(forUserCode: device.userCode, at: machine.now)
        #expect(code == device.deviceCode)
        machine.provider.approveDevice(device.deviceCode, userName: "bob")
        let issued = try poll(device)
        #expect(issued.userName == "bob" && issued.scope == ["read"] && issued.refreshToken != nil)
        #expect(throws: Refusal.unknownDeviceCode) { try poll(device) }
    }

    @Test mutating func `who asks too soon has to wait five seconds more each time`() {
        let device = start()
        #expect(throws: Refusal.authorizationPending) { try poll(device) }
        machine.pass(4.9)
        #expect(throws: Refusal.slowDown) { try poll(device) }
        machine.pass(9.9)
        #expect(throws: Refusal.slowDown) { try poll(device) }
        machine.pass(15)
        #expect(throws: Refusal.authorizationPending) { try poll(device) }
    }

    @Test mutating func `who waits as told is not slowed down`() {
        let device = start()
        for _ in 0..<5 {
            #expect(throws: Refusal.authorizationPending) { try poll(device) }
            machine.pass(5)
        }
    }

    @Test mutating func `a refusal is final`() {
        let device = start()
        machine.provider.denyDevice(device.deviceCode)
        machine.provider.approveDevice(device.deviceCode, userName: "ada")
        #expect(throws: Refusal.accessDenied) { try poll(device) }
        #expect(machine.provider.deviceCode(forUserCode: device.userCode, at: machine.now) == nil)
    }

    @Test mutating func `a code expires, approved or not`() {
        let (pending, approved) = (start(), start())
        machine.provider.approveDevice(approved.deviceCode, userName: "ada")
        machine.pass(Double(pending.expiresInSeconds))
        #expect(throws: Refusal.expiredDeviceCode) { try poll(pending) }
        #expect(throws: Refusal.expiredDeviceCode) { try poll(approved) }
        #expect(machine.provider.deviceCode(forUserCode: pending.userCode, at: machine.now) == nil)
    }

    @Test mutating func `a device code is its client's`() {
        let device = start()
        machine.provider.approveDevice(device.deviceCode, userName: "ada")
        #expect(throws: Refusal.unknownDeviceCode) {
            try machine.provider.poll(
                deviceCode: device.deviceCode, client: machine.other, terms: Terms(), at: machine.now)
        }
    }

    @Test mutating func `a user code is read as people type it`() {
        let device = start()
        let typed = device.userCode.lowercased().replacing("-", with: " ")
        #expect(machine.provider.deviceCode(forUserCode: typed, at: machine.now) == device.deviceCode)
        #expect(machine.provider.deviceCode(forUserCode: "", at: machine.now) == nil)
    }
}
