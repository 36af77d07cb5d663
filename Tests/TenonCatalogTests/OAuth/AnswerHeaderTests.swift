// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import Testing

/// What is read from the headers of answers.
@Suite struct AnswerHeaderTests {
    private func scopes(_ challenges: [String], status: Int = 403) -> [String] {
        InsufficientScope.scopes(
            in: OutboundResponse(
                status: status, headers: challenges.map { .init(name: "WWW-Authenticate", value: $0) }, body: []))
    }

    @Test(arguments: [
        #"Bearer error="insufficient_scope", scope="a b""#, #"Bearer error=insufficient_scope,scope="a b""#,
        #"bearer realm="x", ERROR="insufficient_scope", error_description="needs, more", Scope="a b""#,
        #"Bearer scope="a b", error="insufficient_scope""#, "Bearer\terror=\"insufficient_scope\" ,\tscope=\"a b\"",
        #"Bearer error = "insufficient_scope" , scope = "a b""#, #"Bearer error="insufficient_scope", scope="a,b""#,
        #"Bearer realm="a \"quoted\", realm", error="insufficient_scope", scope="a b""#,
        #"Basic realm="x", Bearer error="insufficient_scope", scope="a b""#,
        #"Bearer error="insufficient_\scope", scope="a b a""#,
    ])
    func `the lacking scopes are read in every spelling`(_ challenge: String) {
        #expect(scopes([challenge]) == ["a", "b"])
        #expect(scopes([challenge], status: 401) == ["a", "b"])
        #expect(scopes([challenge], status: 400) == [] && scopes([challenge], status: 200) == [])
        #expect(scopes([#"Basic realm="first""#, challenge]) == ["a", "b"], "a header may come more than once")
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", #"Bearer error="invalid_token", scope="a b""#, #"Bearer scope="a b""#,
        #"Bearer error="insufficient_scope""#, #"Bearer error="insufficient_scope", scope="""#, "=", ",,,,", "\"",
        "Bearer \"",
        #"Bearer error="insufficient_scope"#, #"Bearer error=, scope=a"#, #"Bearer realm="\"#, "Bearer =x, =y",
        // Words of the server's own that look like parameters.
        #"Bearer realm="error=insufficient_scope, scope=a""#, #"Bearer realm="x, error=insufficient_scope", scope="a""#,
        #"Bearer error="invalid_token", error_description="error=\"insufficient_scope\", scope=\"a\"""#,
        // Parameters of another scheme's.
        #"Bearer error="invalid_token", Basic error="insufficient_scope", scope="a""#,
    ])
    func `what says nothing of scopes is left alone`(_ challenge: String) {
        #expect(scopes([challenge]) == [])
    }

    @Test func `a header without end costs little`() {
        let long = String(repeating: #"a="b\\", "#, count: 20_000)
        #expect(scopes(["Bearer " + long + #"error="insufficient_scope", scope="s""#]).count <= 1)
        #expect(scopes([String(repeating: "\"", count: 100_000)]) == [])
        #expect(scopes([String(repeating: ",", count: 100_000)]) == [])
        let many = (0..<1000).map { "s\($0)" }.joined(separator: " ")
        #expect(scopes([#"Bearer error="insufficient_scope", scope="\#(many)""#]).count == ScopeList.scopesMax)
    }

    private func pause(_ text: String) -> Duration? {
        let header = OutboundResponse.Header(name: "retry-AFTER", value: text)
        return RetryAfter.duration(in: OutboundResponse(status: 503, headers: [header], body: []), at: testTime)
    }

    @Test(
        arguments: [
            ("0", 0), ("1", 1), ("120", 120), ("  60  ", 60), ("86400", 86_400), ("86401", 86_400),
            ("9223372036854775807", 86_400), ("000005", 5),
        ] as [(String, Int64)])
    func `a pause in seconds is obeyed, up to a day`(_ text: String, _ seconds: Int64) {
        #expect(pause(text) == .seconds(seconds))
    }

    @Test func `a pause until a moment is obeyed, up to a day`() {
        #expect(pause("Sat, 31 Jan 2026 09:02:00 GMT") == .milliseconds(119_500))
        #expect(pause("Fri, 30 Jan 2026 09:02:00 GMT") == .zero, "a moment that is over asks for nothing")
        #expect(pause("Sat, 31 Jan 2099 09:02:00 GMT") == .seconds(86_400))
    }

    @Test(arguments: [
        "", " ", "-1", "soon", "1.5", "1e3", "0x10", "12 seconds", "9223372036854775808", "2026-01-31T09:02:00Z", "٣",
        "Sat, 31 Jan 2026 25:02:00 GMT", "31 Jan 2026", "Sat, 31 Jan 2026 09:02:00 PST", "1, 2", "NaN",
    ])
    func `a pause that is none is left alone`(_ text: String) {
        #expect(pause(text) == nil)
    }

    @Test func `an answer without the header asks for no pause`() {
        #expect(RetryAfter.duration(in: OutboundResponse(status: 503, headers: [], body: []), at: testTime) == nil)
    }
}
