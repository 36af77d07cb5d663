// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonDomain
import TenonVault
import Testing

/// Data keys in memory; a rewrap can be made to stop in the middle.
final class MemoryKeys: DataKeyStore {
    struct Crash: Error {}

    private let keys = Mutex<[DataKeyID: WrappedDataKey]>([:])
    private let rewrapsBeforeCrash = Mutex<Int?>(nil)

    func crash(afterRewraps count: Int?) { rewrapsBeforeCrash.withLock { $0 = count } }
    func put(_ key: WrappedDataKey) { keys.withLock { $0[key.id] = key } }
    func remove(_ id: DataKeyID) { keys.withLock { $0[id] = nil } }
    var all: [WrappedDataKey] { keys.withLock { $0.values.sorted { $0.id.rawValue < $1.id.rawValue } } }

    func dataKey(_ id: DataKeyID) async throws -> WrappedDataKey? { keys.withLock { $0[id] } }

    func activeDataKey(of team: TeamID) async throws -> WrappedDataKey? {
        all.first { $0.teamID == team && $0.isActive }
    }

    func insertActive(_ key: WrappedDataKey) async throws -> WrappedDataKey {
        keys.withLock { keys in
            if let first = keys.values.first(where: { $0.teamID == key.teamID && $0.isActive }) { return first }
            keys[key.id] = key
            return key
        }
    }

    func dataKeys(after id: DataKeyID?, limit: Int) async throws -> [WrappedDataKey] {
        Array(all.filter { id == nil || $0.id.rawValue > id?.rawValue ?? "" }.prefix(limit))
    }

    func rootKeyUsage() async throws -> [String: Int] {
        all.reduce(into: [:]) { $0[$1.rootKeyID, default: 0] += 1 }
    }

    func rewrap(_ changes: [(key: WrappedDataKey, expectedRootKeyID: String)], audit: AuditDraft) async throws -> Int {
        for change in changes {
            if rewrapsBeforeCrash.withLock({ $0 == 0 }) { throw Crash() }
            rewrapsBeforeCrash.withLock { $0 = $0.map { $0 - 1 } }
            put(change.key)
        }
        return changes.count
    }
}

/// A vault over a key ring in a directory of its own.
struct VaultFixture {
    let directory: URL
    let keys = MemoryKeys()

    var file: KeyRingFile { KeyRingFile(path: directory.appending(path: "keyring.json").path) }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "tenon-vault-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try file.save(RootKeyRing(randomness: SystemRandomness(), at: Timestamp(milliseconds: 1000)))
    }

    func vault(elapsed: (@Sendable () -> Duration)? = nil) throws -> Vault {
        try Vault(
            source: .file(file), store: keys, randomness: SystemRandomness(), clock: SystemWallClock(),
            elapsed: elapsed)
    }

    func content() throws -> String { try String(contentsOfFile: file.path, encoding: .utf8) }

    func write(_ text: String, mode: Int = 0o600) throws {
        try text.write(toFile: file.path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }

    static func audit(_ key: String) -> AuditDraft {
        AuditDraft(
            organizationID: OrganizationID(1), teamID: nil, action: .rootKeyRotated, actor: .system,
            subject: "root-key:\(key)", at: Timestamp(milliseconds: 0))
    }
}
