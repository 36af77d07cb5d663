// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonDomain
import TenonVault
import Testing

@Suite struct KeyRingTests {
    private let fixture: VaultFixture

    init() throws { fixture = try VaultFixture() }

    @Test func `the file can be read by its owner alone`() throws {
        defer { fixture.remove() }
        let mode = try FileManager.default.attributesOfItem(atPath: fixture.file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        for mode in [0o640, 0o604, 0o660] {
            try fixture.write(try fixture.content(), mode: mode)
            #expect(throws: VaultError.keyRingExposed(path: fixture.file.path)) { try fixture.file.load() }
        }
    }

    @Test func `a missing ring is said to be missing`() throws {
        defer { fixture.remove() }
        try FileManager.default.removeItem(atPath: fixture.file.path)
        #expect(throws: VaultError.keyRingMissing(path: fixture.file.path)) { try fixture.vault() }
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"version":2,"active":"a","keys":[]}"#, #"{"version":1,"active":"a","keys":[]}"#,
    ])
    func `a malformed ring is refused`(_ text: String) throws {
        defer { fixture.remove() }
        try fixture.write(text)
        #expect(throws: VaultError.self) { try fixture.file.load() }
    }

    @Test func `a damaged key is noticed, and no byte of it is told`() throws {
        defer { fixture.remove() }
        let content = try fixture.content()
        let range = try #require(content.range(of: #""key": ""#))
        let first = content[range.upperBound]
        let damaged = content.replacingCharacters(
            in: range.upperBound..<content.index(after: range.upperBound), with: first == "A" ? "B" : "A")
        try fixture.write(damaged)
        let key = String(content[range.upperBound...].prefix(20).dropFirst())
        let error = #expect(throws: VaultError.self) { try fixture.file.load() }
        #expect(error.map { !"\($0)".contains(key) && !String(reflecting: $0).contains(key) } == true)
    }

    @Test func `a ring does not print its keys`() throws {
        defer { fixture.remove() }
        let ring = try fixture.file.load()
        let content = try fixture.content()
        let start = try #require(content.range(of: #""key": ""#)).upperBound
        let key = String(content[start...].prefix(43))
        var dumped = ""
        dump(ring, to: &dumped)
        for text in ["\(ring)", String(reflecting: ring), dumped] { #expect(!text.contains(key)) }
    }

    @Test func `a ring is the same when it is read from a text`() throws {
        defer { fixture.remove() }
        let ring = try fixture.file.load()
        #expect(try KeyRingSource.text(ring.text).load().keyIDs == ring.keyIDs)
    }
}
