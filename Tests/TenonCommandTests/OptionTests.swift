// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonServer
import Testing

@testable import tenon

/// How arguments are read.
@Suite struct OptionTests {
    @Test(arguments: [("a=b", "a", "b"), ("a=", "a", ""), ("a=b=c", "a", "b=c"), ("a==", "a", "=")])
    func `an assignment splits at the first equals sign`(_ text: String, _ name: String, _ value: String) throws {
        let assignment = try #require(Assignment(argument: text))
        #expect(assignment.name == name)
        #expect(assignment.value == value)
    }

    @Test(arguments: ["", "a", "=b"])
    func `an assignment needs a name and an equals sign`(_ text: String) {
        #expect(Assignment(argument: text) == nil)
    }

    @Test(arguments: [
        ("30d", "2026-03-02T09:00:00.000Z"), ("12h", "2026-01-31T21:00:00.000Z"), ("90m", "2026-01-31T10:30:00.000Z"),
        ("2w", "2026-02-14T09:00:00.000Z"), ("2026-12-31T00:00:00Z", "2026-12-31T00:00:00.000Z"),
        ("2026-12-31T00:00:00.250Z", "2026-12-31T00:00:00.250Z"),
        ("2026-12-31T02:00:00+02:00", "2026-12-31T00:00:00.000Z"),
    ])
    func `a token's end is a time from now or a moment`(_ text: String, _ expected: String) throws {
        let now = try Date("2026-01-31T09:00:00Z", strategy: .iso8601)
        #expect(try #require(Expiry(argument: text)).timestamp(from: now) == expected)
    }

    @Test(arguments: [
        "", "d", "0d", "-1d", "1.5d", "30", "30y", "99999999999d", "9223372036854775807m", "tomorrow", "٣d",
    ])
    func `anything else is no end`(_ text: String) {
        #expect(Expiry(argument: text) == nil)
    }

    @Test func `serve passes its flags on by the names of the settings`() throws {
        let command = try ServeCommand.parse([
            "--data", "d", "--port", "0", "--public-url", "https://t.example", "--config", "f.yaml",
            "--set", "api.dialect=live", "--set", "port=9", "--set", "api.dialect=documented",
        ])
        #expect(command.options.configFile == "f.yaml")
        #expect(
            command.options.overrides == [
                "data": "d", "port": "0", "public-url": "https://t.example", "api.dialect": "documented",
            ])
    }

    @Test func `serve needs no flag, for the environment may have it all`() throws {
        let options = try ServeCommand.parse([]).options
        #expect(options.overrides.isEmpty)
        #expect(options.configFile == nil)
    }

    @Test func `scopes are given together or one by one`() throws {
        let together = try TokenCreateCommand.parse(["--label", "l", "--scope", "a", "b", "--expires", "1d"])
        let apart = try TokenCreateCommand.parse(["--scope", "a", "--label", "l", "--scope", "b"])
        #expect(together.scope == ["a", "b"])
        #expect(apart.scope == ["a", "b"])
    }

    @Test(arguments: [["--confirmed"], ["--yes"]])
    func `a deletion is confirmed by either word`(_ arguments: [String]) throws {
        #expect(try ConnectionDeleteCommand.parse(["12"] + arguments).isConfirmed)
        #expect(try !ConnectionDeleteCommand.parse(["12"]).isConfirmed)
    }

    @Test func `only one value can come from standard input`() {
        #expect(throws: (any Error).self) {
            try ConnectionCreateCommand.parse(["imap", "--team", "1", "--data-file", "-", "--secret-stdin", "password"])
        }
        #expect(throws: (any Error).self) {
            try ConnectionCreateCommand.parse(["imap", "--team", "1", "--set-file", "a=-", "--set-file", "b=-"])
        }
    }
}
