// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// What is kept of a token endpoint's good answer (RFC 6749 §5.1).
@Suite struct TokenAnswerTests {
    private func answered(_ members: String, _ stored: KeyValuePairs<String, JSON> = [:]) throws -> BlockRun {
        let type = try oauthType()
        var run = type.run(.refresh, in: try type.context(stored).with(\.treatsTokenAsExpired, true))
        let verdict = run.answer(200, #"{"access_token":"at-2"\#(members.isEmpty ? "" : ",")\#(members)}"#)
        #expect(verdict?.word == "good", "\(members)")
        return run
    }

    @Test(
        arguments: [
            (#""expires_in":3600"#, 3_600_000), (#""expires_in":"3600""#, 3_600_000),
            (#""expires_in":3599.5"#, 3_599_500),
            (#""expires_in":"3599.5""#, 3_599_500), (#""expires_in":1"#, 1000), (#""expires_in":3.6e3"#, 3_600_000),
            (#""expires_in":"2026-01-31T10:00:00.500Z""#, 3_600_000), (#""expires_in":1769853600"#, 3_599_500),
            (#""expires_in":1769853600000"#, 3_599_500), (#""expires_in":"1769853600""#, 3_599_500),
            (#""expires_at":1769853600"#, 3_599_500), (#""expires_at":"2026-01-31T10:00:00Z""#, 3_599_500),
            (#""expires_at":1769853600000"#, 3_599_500), (#""expires_in":0,"expires_at":1769853600"#, 3_599_500),
            (#""expires_in":null,"expires_at":1769853600"#, 3_599_500),
            (#""expires_in":60,"expires_at":1769853600"#, 60_000),
        ] as [(String, Int64)])
    func `an end is understood in every spelling`(_ members: String, _ milliseconds: Int64) throws {
        let end = try answered(members, ["refreshToken": "rt-1"]).values.tokenExpiry
        #expect(end?.milliseconds == testTime.milliseconds + milliseconds)
    }

    @Test(arguments: [
        "", #""expires_in":0"#, #""expires_in":-1"#, #""expires_in":"-3600""#, #""expires_in":null"#,
        #""expires_in":"soon""#, #""expires_in":"""#, #""expires_in":[]"#, #""expires_in":{}"#, #""expires_in":1e400"#,
        #""expires_in":1e18"#, #""expires_in":"NaN""#, #""expires_in":"inf""#, #""expires_at":12"#,
        #""expires_in":99999999999999999999999999"#,
    ])
    func `an end that is none is not known, and the last token's is forgotten`(_ members: String) throws {
        let stored: KeyValuePairs<String, JSON> = ["refreshToken": "rt-1", "expires": "2026-01-31T10:00:00Z"]
        #expect(try answered(members, stored).values.tokenExpiry == nil)
    }

    @Test(arguments: ["Bearer", "bearer", "BEARER", "DPoP", "mac"])
    func `a token type comes in any case`(_ word: String) throws {
        let run = try answered(#""token_type":"\#(word)""#, ["refreshToken": "rt-1"])
        #expect(run.text("tokenType") == word)
        // How it is used, the definition says.
        let type = try oauthType()
        var info = type.run(.info, in: try type.context().with(\.values, run.values))
        #expect(try info.request().header("authorization") == "Bearer at-2")
    }

    @Test func `an answer without a refresh token leaves the old one in force`() throws {
        for members in ["", #""refresh_token":null"#, #""refresh_token":"""#] {
            #expect(try answered(members, ["refreshToken": "rt-1"]).text("refreshToken") == "rt-1")
        }
        #expect(try answered(#""refresh_token":"rt-2""#, ["refreshToken": "rt-1"]).text("refreshToken") == "rt-2")
    }

    @Test func `what a person entered stays`() throws {
        let run = try answered(
            #""refresh_token":"rt-2","clientSecret":"x","username":"y""#,
            ["clientId": "app", "clientSecret": "shh!", "refreshToken": "rt-1"])
        #expect(run.text("clientSecret") == "shh!" && run.text("clientId") == "app" && run.text("username") == nil)
        #expect(run.values.names.sorted() == ["accessToken", "clientId", "clientSecret", "refreshToken"])
        #expect(run.values.secret("accessToken") != nil && run.values.secret("refreshToken") != nil)
    }

    @Test(arguments: [
        (#""scope":"a b""#, ["a", "b"]), (#""scope":"a,b""#, ["a", "b"]), (#""scope":"a, b ,c""#, ["a", "b", "c"]),
        (#""scope":["a","b"]"#, ["a", "b"]), (#""scope":["a b","c,d"]"#, ["a", "b", "c", "d"]),
        (#""scope":"a  a\ta""#, ["a"]), (#""scope":["https://x/y.z"]"#, ["https://x/y.z"]),
    ])
    func `granted scopes are a list or a text`(_ members: String, _ scopes: [String]) throws {
        #expect(try answered(members, ["refreshToken": "rt-1"]).grantedScopes == scopes)
    }

    @Test(arguments: ["", #""scope":"""#, #""scope":" , ""#, #""scope":[]"#, #""scope":null"#, #""scope":{"a":"b"}"#])
    func `an answer that names no scope says nothing of them`(_ members: String) throws {
        #expect(try answered(members, ["refreshToken": "rt-1"]).grantedScopes == nil)
    }

    @Test func `scopes without end are cut`() throws {
        let many = (0..<5000).map { "s\($0)" }.joined(separator: " ")
        #expect(
            try answered(#""scope":"\#(many)""#, ["refreshToken": "rt-1"]).grantedScopes?.count == ScopeList.scopesMax)
    }

    @Test func `a token without end is refused, and what was stored stays`() throws {
        let type = try oauthType()
        var run = type.run(.refresh, in: try type.context(["refreshToken": "rt-1"]).with(\.treatsTokenAsExpired, true))
        let huge = String(repeating: "t", count: ParameterValues.bytesMax)
        #expect(run.answer(200, #"{"access_token":"\#(huge)"}"#)?.word == "undetermined")
    }

    @Test func `a refresh asks only when it is time, unless the token is to be replaced`() throws {
        let type = try oauthType()
        for (end, asks) in [
            ("2026-01-31T09:14:00Z", true), ("2026-01-31T09:16:00Z", false), ("2026-01-31T08:00:00Z", true),
        ] {
            let context = try type.context(["refreshToken": "rt-1", "expires": .string(end)])
            var run = type.run(.refresh, in: context)
            guard case .send = run.next() else {
                #expect(!asks && run.isSkipped, "\(end)")
                var forced = type.run(.refresh, in: context.with(\.treatsTokenAsExpired, true))
                #expect(try forced.request().form["refresh_token"] == "rt-1")
                continue
            }
            #expect(asks, "\(end)")
        }
        var without = type.run(.refresh, in: try type.context().with(\.treatsTokenAsExpired, true))
        #expect(without.verdict?.word == "undetermined")
        _ = without.next()
        #expect(without.isSkipped, "there is no refresh token")
        #expect(!type.canRenew(in: try type.context(["accessToken": "at-1"])))
        #expect(type.canRenew(in: try type.context(["refreshToken": "rt-1", "expires": "2027-01-31T09:16:00Z"])))
    }
}
