// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// What becomes of a connection whatever a token endpoint answers (RFC 6749 §5.2): every word × status × body.
@Suite struct GrantVerdictTests {
    /// An error as an answer names it.
    enum Word: Hashable, CustomTestStringConvertible {
        case text(String)
        /// As Facebook sends it: no word, an object.
        case object

        static let all: [Word] =
            [
                // RFC 6749 §5.2
                "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
                "invalid_scope",
                // RFC 6749 §4.1.2.1, RFC 8628 §3.5
                "access_denied", "server_error", "temporarily_unavailable", "authorization_pending", "slow_down",
                "expired_token",
                // RFC 8707, RFC 9449
                "invalid_target", "invalid_dpop_proof",
                "INVALID_GRANT", "Invalid_Client",
                // Nobody's but the server's.
                "bad_refresh_token", "invalid grant", "invalid_grants", "error", "1",
            ].map { .text($0) } + [.object]

        var json: String {
            switch self {
            case .text(let text): "\"\(text)\""
            case .object: #"{"message":"Error validating access token","type":"OAuthException","code":190}"#
            }
        }

        var testDescription: String { json }
    }

    enum Body: CaseIterable {
        case none, json, jsonWithoutError, form, html, plain, truncatedJSON

        func text(_ word: Word) -> String {
            switch self {
            case .none: ""
            case .json: #"{"error":\#(word.json),"error_description":"why"}"#
            case .jsonWithoutError: #"{"message":"no"}"#
            case .form: "error=\(word.json.filter { $0 != "\"" }.replacing(" ", with: "+"))&error_description=why"
            case .html: "<html><title>\(word.json)</title></html>"
            case .plain: "Error: \(word.json)"
            case .truncatedJSON: #"{"error":\#(word.json),"error_desc"#
            }
        }

        var contentType: String {
            switch self {
            case .none: ""
            case .json, .jsonWithoutError, .truncatedJSON: "application/json;charset=utf-8"
            case .form: "application/x-www-form-urlencoded"
            case .html: "text/html"
            case .plain: "text/plain"
            }
        }
    }

    static let statuses = [200, 400, 401, 403, 404, 408, 429, 500, 503]

    /// What the standards and this product's promise say, without a look at the code: a grant ends only when the
    /// provider clearly says so.
    private static func expected(_ word: Word, _ status: Int, _ body: Body, readsForms: Bool) -> String {
        // Busy or down: whatever stands in the body.
        if [429, 500, 503].contains(status) { return "undetermined" }
        let isRead = body == .json || body == .form && readsForms
        if isRead, case .text(let text) = word {
            switch text.lowercased() {
            case "invalid_grant", "access_denied", "expired_token": return "bad"
            case "authorization_pending", "slow_down": return "pending"
            case "server_error", "temporarily_unavailable": return "undetermined"
            case "invalid_request", "invalid_client", "unauthorized_client", "unsupported_grant_type",
                "invalid_scope", "invalid_target", "invalid_dpop_proof":
                return "misconfigured"
            default: break
            }
        }
        switch status {
        case 400:
            // A bare no, or a no in words of the server's own; a page may come from anything in between.
            let isTheServers = isRead || [.none, .jsonWithoutError].contains(body)
            return isTheServers ? "bad" : "undetermined"
        case 401: return "misconfigured"
        default: return "undetermined"
        }
    }

    /// The standards' answer is JSON; a definition that does not say takes forms as well.
    private static let ownBlocks = """
        info: {url: /me}
        token:
          url: https://as.acme.test/token
          method: POST
          response: {data: {accessToken: "{{body.access_token}}"}}
        refresh:
          url: https://as.acme.test/token
          method: POST
          response: {data: {accessToken: "{{body.access_token}}"}}
        """

    private func asked(_ block: ConnectionType.Block, readsForms: Bool) throws -> BlockRun {
        let type = try readsForms ? oauthType(api: Self.ownBlocks) : oauthType()
        let context = try type.context([
            "clientId": "app", "clientSecret": "shh!", "accessToken": "at-1", "refreshToken": "rt-1",
        ]).with(\.treatsTokenAsExpired, true)
        var run = type.run(block, in: context)
        _ = try run.request()
        return run
    }

    @Test(arguments: [false, true], statuses)
    func `every error, status and body means what the standards say`(_ readsForms: Bool, _ status: Int) throws {
        let asked = try asked(.refresh, readsForms: readsForms)
        // Collected, as thousands of expectations take longer than what they are about.
        var (wrong, count) = ([String](), 0)
        for word in Word.all {
            for body in Body.allCases {
                var run = asked
                let verdict = run.answer(status, body.text(word), ["Content-Type": body.contentType])
                let expected = Self.expected(word, status, body, readsForms: readsForms)
                let isKept =
                    run.values.secret("accessToken")?.reveal() == "at-1"
                    && run.values.secret("refreshToken")?.reveal() == "rt-1"
                if verdict?.word != expected || verdict?.failure?.status != status || !isKept {
                    wrong.append("\(word) \(status) \(body): \(verdict?.word ?? "none"), not \(expected)")
                }
                count += 1
            }
        }
        #expect(wrong == [])
        #expect(count == Word.all.count * 7)
    }

    @Test(arguments: Word.all)
    func `a code is judged as a refresh token is`(_ word: Word) throws {
        var run = try asked(.token, readsForms: false)
        let verdict = run.answer(400, Body.json.text(word), ["Content-Type": Body.json.contentType])
        #expect(verdict?.word == Self.expected(word, 400, .json, readsForms: false))
    }

    private func refresh(_ response: String) throws -> BlockRun {
        let type = try oauthType(
            api: """
                info: {url: /me}
                refresh:
                  url: https://as.acme.test/token
                  method: POST
                  response: {\(response)}
                """)
        return type.run(.refresh, in: try type.context(["refreshToken": "rt-1"]))
    }

    @Test(arguments: [
        ("InvalidAccessTokenError", "bad"), ("RateLimitError", "undetermined"), ("ConnectionError", "undetermined"),
        ("UnexpectedError", "undetermined"), ("RuntimeError", "misconfigured"),
        // Says nothing of the grant: the standards' rules stand.
        ("DataError", "misconfigured"),
    ])
    func `the definition's own word counts before the standards'`(_ name: String, _ word: String) throws {
        let data = #"data: {accessToken: "{{body.access_token}}"}"#
        var error = try refresh("error: {type: \(name), message: no}, \(data)")
        #expect(error.answer(400, #"{"error":"invalid_client"}"#)?.word == word)
        var byStatus = try refresh("error: {\"418\": {type: \(name)}}, \(data)")
        #expect(byStatus.answer(418, #"{"error":"invalid_client"}"#)?.word == word)
        var valid = try refresh("valid: {condition: \"{{body.ok}}\", type: \(name)}, \(data)")
        #expect(valid.answer(200, #"{"ok":false,"error":"invalid_client"}"#)?.word == word)
        for status in [429, 500] {
            var busy = try refresh("error: {type: \(name)}, \(data)")
            #expect(busy.answer(status, #"{"error":"invalid_grant"}"#)?.word == "undetermined")
        }
    }

    @Test func `a status of 200 with an error is no token`() throws {
        let type = try oauthType()
        let context = try type.context(["clientId": "app", "refreshToken": "rt-1"]).with(\.treatsTokenAsExpired, true)
        for (body, word) in [
            // GitHub: what its own words mean, the definition has to say.
            (
                #"{"error":"bad_refresh_token","error_description":"The refresh token passed is incorrect."}"#,
                "undetermined"
            ),
            (#"{"error":"invalid_grant","access_token":"at-2"}"#, "bad"),
            (#"{"error":"slow_down","interval":10}"#, "pending"),
            (#"{"access_token":""}"#, "undetermined"), (#"{"access_token":null}"#, "undetermined"),
            ("{}", "undetermined"),
            (#"{"token_type":"bearer"}"#, "undetermined"), ("[]", "undetermined"), ("null", "undetermined"),
            (#""at-2""#, "undetermined"), ("<html>at-2</html>", "undetermined"), ("", "undetermined"),
            ("access_token=at-2", "undetermined"), (#"{"access_token":"at-2"#, "undetermined"),
            (#"{"access_token":"at-2"}"#, "good"), (#"{"access_token":"at-2","error":null}"#, "good"),
            (#"{"access_token":"at-2","error":""}"#, "good"),
        ] {
            var run = type.run(.refresh, in: context)
            let verdict = run.answer(200, body)
            #expect(verdict?.word == word, "\(body)")
            #expect(run.text("accessToken") == (word == "good" ? "at-2" : nil), "\(body)")
            #expect(run.text("refreshToken") == "rt-1")
        }
    }

    @Test(arguments: [201, 203, 204, 206, 299, 301, 302, 307, 304, 405, 410, 415, 418, 422, 451, 502, 504, 599])
    func `a status that no standard names for it ends no grant without a word`(_ status: Int) throws {
        let type = try oauthType()
        var run = type.run(.refresh, in: try type.context(["refreshToken": "rt-1"]).with(\.treatsTokenAsExpired, true))
        #expect(run.answer(status, "")?.word == "undetermined")
    }

    @Test func `what the server asks for a pause is kept, and its words are cleaned`() throws {
        let type = try oauthType()
        let context = try type.context(["clientSecret": "hidden-secret", "refreshToken": "hidden-token"])
            .with(\.treatsTokenAsExpired, true)
        for (text, seconds) in [
            ("120", 120), (" 7 ", 7), ("0", 0), ("Sat, 31 Jan 2026 09:01:00 GMT", 60), ("99999999999", 86_400),
        ] as [(String, Int64)] {
            var run = type.run(.refresh, in: context)
            let failure = run.answer(429, "", ["Retry-After": text])?.failure
            #expect(abs((failure?.retryAfter?.components.seconds ?? -9) - seconds) <= 1, "\(text)")
            #expect(failure?.name == .rateLimit)
        }
        for text in ["soon", "-1", "", "1.5", "2026-01-31T09:01:00Z", "Sat, 99 Jan 2026 09:01:00 GMT", "١٢"] {
            var run = type.run(.refresh, in: context)
            #expect(run.answer(503, "", ["Retry-After": text])?.failure?.retryAfter == nil, "\(text)")
        }
        var echo = type.run(.refresh, in: context)
        let said = echo.answer(
            400, #"{"error":"invalid_hidden-token","error_description":"no hidden-secret\u0000\u001b[31m here"}"#)
        #expect(said?.failure?.message == "no ‹redacted›  [31m here")
        #expect(said?.failure?.oauthError == "invalid_‹redacted›")
        var long = type.run(.refresh, in: context)
        let huge = String(repeating: "x", count: 100_000)
        let cut = long.answer(400, #"{"error":"\#(huge)","error_description":"\#(huge)"}"#)?.failure
        #expect(cut?.message.count ?? 0 <= 500 && cut?.oauthError?.count ?? 0 <= 64)
    }
}
