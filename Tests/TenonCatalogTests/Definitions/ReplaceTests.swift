// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct ReplaceTests {
    private let type: ConnectionType
    private let old: ParameterValues

    init() throws {
        type = try acme(
            definition(
                """
                parameters:
                  - {name: sub, pattern: "^[a-z]+$", required: true, editable: true}
                  - {name: key, type: password, required: true, editable: true}
                  - {name: note, editable: true}
                  - {name: level, type: integer, default: 3, editable: true}
                  - {name: fixed}
                  - {name: second, type: password, editable: true}
                api: {url: "https://{{connection.sub}}.acme.test/me"}
                """
            ).replacing("hosts: [api.acme.test]", with: "hosts: ['*.acme.test']"))
        old = type.accept(["sub": "eu", "key": "key-1", "note": "hello", "level": 7, "fixed": "f"]).values
    }

    private func sub(_ values: ParameterValues) -> JSON? { values.open("sub") }

    @Test func `what is left out is kept or cleared`() {
        let kept = type.replace(old, with: ["key": "key-2"], missing: .keep)
        #expect(
            kept.faults.isEmpty && kept.values.secret("key")?.reveal() == "key-2" && kept.values.open("note") == "hello"
        )
        #expect(kept.values.open("level") == 7 && kept.values.open("fixed") == "f")
        let cleared = type.replace(old, with: ["sub": "eu", "key": "key-2"], missing: .clear)
        #expect(cleared.faults.isEmpty && cleared.values.open("note") == nil && cleared.values.open("level") == 3)
        #expect(cleared.values.open("fixed") == "f", "a parameter that cannot be edited is not cleared either")
    }

    @Test(arguments: [ConnectionType.Missing.keep, .clear])
    func `an empty body is a fault and changes nothing`(_ missing: ConnectionType.Missing) {
        let result = type.replace(old, with: [:], missing: missing)
        #expect(result.faults.messages == ["The body must contain at least one of: sub, key, note, level, second."])
        #expect(result.values.sealedForm().reveal() == old.sealedForm().reveal())
    }

    @Test func `clearing a required value is a fault`() {
        #expect(
            type.replace(old, with: ["note": "x"], missing: .clear).faults.messages == [
                "Missing value of required parameter 'sub'.", "Missing value of required parameter 'key'.",
                "Invalid value of parameter 'sub': it decides where secrets are sent, so 'key' must come with it.",
            ])
        #expect(
            type.replace(old, with: ["key": nil], missing: .keep).faults.messages == [
                "Missing value of required parameter 'key'."
            ])
        #expect(
            type.replace(old, with: ["key": ""], missing: .keep).faults.messages == [
                "Missing value of required parameter 'key'."
            ])
        #expect(type.replace(old, with: ["note": nil], missing: .keep).values.open("note") == nil)
    }

    @Test func `unknown and fixed parameters are refused`() {
        let faults = type.replace(old, with: ["fixed": "x", "nope": 1, "level": "x"], missing: .keep).faults
        #expect(
            faults.messages == [
                "Invalid value of parameter 'fixed': it cannot be changed.", "Unknown parameter 'nope'.",
                "Invalid value of parameter 'level': it is not a number.",
            ])
    }

    @Test(arguments: ["***", "••••••", "…"])
    func `a mask is refused, for secrets and everything else`(_ mask: String) {
        let result = type.replace(old, with: ["key": .string(mask), "note": .string(mask)], missing: .keep)
        #expect(
            result.faults.messages
                == ["key", "note"].map {
                    "Invalid value of parameter '\($0)': it is a mask, not the value behind it."
                })
        #expect(result.values.secret("key")?.reveal() == "key-1")
    }

    @Test func `another host needs every secret anew`() throws {
        let refused = type.replace(old, with: ["sub": "us"], missing: .keep)
        #expect(
            refused.faults.messages == [
                "Invalid value of parameter 'sub': it decides where secrets are sent, so 'key' must come with it."
            ])
        #expect(sub(refused.values) == "eu")
        let accepted = type.replace(old, with: ["sub": "us", "key": "key-2"], missing: .keep)
        #expect(accepted.faults.isEmpty && sub(accepted.values) == "us")
        // The same host is no change.
        #expect(type.replace(old, with: ["sub": "eu", "note": "x"], missing: .keep).faults.isEmpty)
        let both = type.replace(old, with: ["key": "key-1", "second": "two"], missing: .keep).values
        let one = type.replace(both, with: ["sub": "us", "key": "key-2"], missing: .keep)
        #expect(one.faults.all.count == 1 && one.faults.messages[0].contains("'second' must come with it"))
        let maskedToo = type.replace(both, with: ["sub": "us", "key": "key-2", "second": "***"], missing: .keep)
        #expect(maskedToo.faults.all.count == 2)
    }

    @Test func `a secret that cannot be changed forbids another host`() throws {
        let type = try acme(
            definition(
                """
                parameters: [{name: sub, pattern: "^[a-z]+$", editable: true}, {name: key, type: password}]
                api: {url: "https://{{connection.sub}}.acme.test/me"}
                """
            ).replacing("hosts: [api.acme.test]", with: "hosts: ['*.acme.test']"))
        let old = type.accept(["sub": "eu", "key": "k"]).values
        #expect(type.replace(old, with: ["sub": "us"], missing: .keep).faults.all.count == 1)
        #expect(type.replace(old, with: ["sub": "us", "key": "k2"], missing: .keep).faults.all.count == 2)
    }

    @Test func `a mail server's port, encryption and authority count as its host`() throws {
        let type = try shipped("imap")
        let input: JSONObject = ["host": "mail.test", "username": "u", "password": "p4ss", "port": 993]
        let old = type.accept(input).values
        for change: JSONObject in [["host": "evil.test"], ["port": 143], ["security": "none"]] {
            #expect(type.replace(old, with: change, missing: .keep).faults.all.count == 1)
            #expect(type.replace(old, with: change.merging(["password": "p4ss"]), missing: .keep).faults.isEmpty)
        }
        #expect(type.replace(old, with: ["username": "v"], missing: .keep).faults.isEmpty)
    }

    @Test func `the published example works`() throws {
        let type = try shipped("make")
        let old = type.accept(["url": "eu1.make.com", "apiKey": "old-key"]).values
        let result = type.replace(old, with: ["url": "example.com", "apiKey": "your-api-key"], missing: .clear)
        #expect(result.faults.isEmpty && result.values.open("url") == "example.com")
        #expect(type.replace(old, with: ["url": "example.com"], missing: .keep).faults.all.count == 1)
    }
}
