// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON
import TenonServer
import Testing

@testable import tenon

/// What a person sees.
@Suite struct OutputTests {
    @Test func `a table aligns its columns and ends no line in spaces`() {
        let table = Table(
            columns: [
                Table.Column("ID", "id"), Table.Column("NAME", "name"), Table.Column("ACCOUNT", "metadata.value"),
            ],
            rows: [
                ["id": 1, "name": "مرحبا", "metadata": nil],
                ["id": 225, "name": "Mail", "metadata": ["value": "t@example.com"]],
            ])
        #expect(
            table.lines == [
                "ID   NAME   ACCOUNT", "1    مرحبا  -", "225  Mail   t@example.com",
            ])
    }

    @Test func `what a server sends cannot steer the terminal`() {
        let row: JSON = ["name": "\u{1B}[2Jx\u{9B}31m\n\u{7}"]
        #expect(Table.text(of: row, "name") == "\u{FFFD}[2Jx\u{FFFD}31m\u{FFFD}\u{FFFD}")
    }

    @Test func `every digit of a number is shown`() throws {
        let number = try #require(JSONNumber(text: "225874569526501080000"))
        #expect(Table.text(of: ["uid": .number(number)], "uid") == "225874569526501080000")
    }

    @Test func `the exit code tells good from bad from could not ask`() throws {
        #expect(throws: Never.self) { try ConnectionVerifyCommand.check(.verified) }
        let refused = #expect(throws: CommandFailure.self) { try ConnectionVerifyCommand.check(.refused(nil)) }
        #expect(refused?.exitCode == 2)
    }

    @Test func `an operator's error keeps its sentence and code`() {
        let failure = CommandFailure(reporting: OperatorError("The port 8080 is in use.", exitCode: 69))
        #expect(failure?.lines == ["The port 8080 is in use."])
        #expect(failure?.exitCode == 69)
    }

    @Test func `a refusal is shown with each of its faults, on lines of their own`() {
        let body: JSON = [
            "detail": "Validation failed for 2 parameter(s).", "message": "Bad Request", "code": "SC400",
            "suberrors": [["message": "First."], ["message": "Se\u{1B}cond."]],
        ]
        let failure = CommandFailure(reporting: TenonClientError(status: 400, body: body, requestID: "r-1"))
        #expect(
            failure?.lines == ["Validation failed for 2 parameter(s). (SC400)", "  First.", "  Se\u{FFFD}cond."])
        #expect(failure?.exitCode == 1)
    }

    @Test func `a fault of the server names the request, to look up in the log`() {
        let failure = CommandFailure(reporting: TenonClientError(status: 500, body: nil, requestID: "r-1"))
        #expect(failure?.lines.last?.contains("r-1") == true)
    }

    @Test func `an error of the argument parser's is left to it`() {
        #expect(CommandFailure(reporting: ExitCode(64))?.exitCode == nil)
    }
}
