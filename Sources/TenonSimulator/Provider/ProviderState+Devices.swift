// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// A device that waits for a person elsewhere (RFC 8628).
struct DeviceAuthorization: Sendable {
    enum Decision: Sendable {
        case pending
        case approved(userName: String, scope: [String])
        case denied
        case used
    }

    let clientID: String
    let issuer: String
    let userCode: String
    let scope: [String]
    let expiresAt: Date
    var intervalSeconds: Double
    var lastAskedAt: Date?
    var decision = Decision.pending
}

/// What a device is told.
package struct DeviceInvitation: Sendable {
    package let deviceCode: String
    package let userCode: String
    package let expiresInSeconds: Int
    package let intervalSeconds: Int
}

extension ProviderState {
    package mutating func startDevice(
        client: RegisteredClient, issuer: String = "", scope: [String], at now: Date
    ) -> DeviceInvitation {
        let (deviceCode, userCode) = (mint.token("dc_"), mint.userCode())
        let record = DeviceAuthorization(
            clientID: client.id, issuer: issuer, userCode: userCode, scope: scope,
            expiresAt: now.addingTimeInterval(limits.deviceSeconds), intervalSeconds: limits.deviceIntervalSeconds)
        devices.insert(record, for: deviceCode)
        return DeviceInvitation(
            deviceCode: deviceCode, userCode: userCode, expiresInSeconds: Int(limits.deviceSeconds),
            intervalSeconds: Int(limits.deviceIntervalSeconds))
    }

    /// The device code behind what a person typed, in any case and with or without the dash; `nil` when it is unknown,
    /// over, or answered.
    package func deviceCode(forUserCode text: String, at now: Date) -> String? {
        func plain(_ text: String) -> String { text.uppercased().filter { $0.isLetter } }
        return devices.entries.first { entry in
            guard case .pending = entry.value.decision, now < entry.value.expiresAt else { return false }
            return plain(entry.value.userCode) == plain(text)
        }?.key
    }

    package mutating func approveDevice(_ deviceCode: String, userName: String, scope: [String]? = nil) {
        guard let record = devices[deviceCode], case .pending = record.decision else { return }
        devices[deviceCode]?.decision = .approved(userName: userName, scope: scope ?? record.scope)
    }

    package mutating func denyDevice(_ deviceCode: String) {
        guard let record = devices[deviceCode], case .pending = record.decision else { return }
        devices[deviceCode]?.decision = .denied
    }

    /// Answers a device that asks whether the person has decided (§3.4, §3.5).
    package mutating func poll(
        deviceCode: String, client: RegisteredClient, issuer: String = "", terms: Terms, at now: Date
    ) throws(Refusal) -> Issued {
        guard let record = devices[deviceCode], record.clientID == client.id, record.issuer == issuer else {
            throw .unknownDeviceCode
        }
        guard now < record.expiresAt else { throw .expiredDeviceCode }
        devices[deviceCode]?.lastAskedAt = now
        switch record.decision {
        case .used: throw .unknownDeviceCode
        case .denied: throw .accessDenied
        case .pending:
            if let last = record.lastAskedAt, now.timeIntervalSince(last) < record.intervalSeconds {
                devices[deviceCode]?.intervalSeconds += 5
                throw .slowDown
            }
            throw .authorizationPending
        case .approved(let userName, let scope):
            devices[deviceCode]?.decision = .used
            return open(client: client, userName: userName, scope: scope, issuer: issuer, terms: terms, at: now)
        }
    }
}
