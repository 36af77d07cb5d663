// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonEngine
import TenonJSON
import Testing

/// Putting one connection in another's place in a blueprint.
@Suite struct BlueprintReplacementTests {
    private func replaced(_ text: String) throws -> String {
        BlueprintSearch.replacing(ConnectionID(7), by: ConnectionID(12), in: try JSONReader.read(text)).text()
    }

    @Test(arguments: [
        (#"{"flow":[{"parameters":{"__IMTCONN__":7}}]}"#, #"{"flow":[{"parameters":{"__IMTCONN__":12}}]}"#),
        (#"{"flow":[{"parameters":{"account":"7"}}]}"#, #"{"flow":[{"parameters":{"account":"12"}}]}"#),
        (
            #"{"routes":[{"flow":[{"onerror":[{"parameters":{"makeConnectionId":7,"x":7}}]}]}]}"#,
            #"{"routes":[{"flow":[{"onerror":[{"parameters":{"makeConnectionId":12,"x":7}}]}]}]}"#
        ),
        (#"{"parameters":{"account":8},"account":7}"#, #"{"parameters":{"account":8},"account":7}"#),
        (
            #"{"parameters":{"account":{"parameters":{"account":7}}}}"#,
            #"{"parameters":{"account":{"parameters":{"account":12}}}}"#
        ),
        ("[7]", "[7]"),
    ])
    func `only where a module names it`(_ before: String, _ after: String) throws {
        #expect(try replaced(before) == after)
    }

    @Test func `afterwards nothing names the first one`() throws {
        let text =
            #"{"flow":[{"parameters":{"account":7}},{"parameters":{"__IMTCONN__":"7"}},{"parameters":{"account":3}}]}"#
        let value = BlueprintSearch.replacing(ConnectionID(7), by: ConnectionID(12), in: try JSONReader.read(text))
        #expect(BlueprintSearch.references(in: value).map(\.id.rawValue) == [12, 3])
    }
}
