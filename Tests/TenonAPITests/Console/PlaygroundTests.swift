// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonConsole
import TenonDomain
import TenonEngine
import TenonJSON
import TenonServer
import TenonStore
import Testing

/// The playground: the proxy's checks, audit and silence about secrets, for a person.
@Suite struct PlaygroundTests {
    private func run(_ body: (APIFixture, BrowserClient, Int64) async throws -> Void) async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            try await body(api, browser, try await api.makeConnection(secret: "canary-51e0"))
        }
    }

    private func send(
        _ browser: BrowserClient, _ id: Int64, path: String = "/users", method: String = "GET", headers: String = "",
        body: String = ""
    ) async throws -> Answer {
        try await browser.post(
            "/playground",
            [("connection", "\(id)"), ("method", method), ("path", path), ("headers", headers), ("body", body)],
            from: "/playground")
    }

    @Test func `a request goes out with the credential, and the answer is shown without it`() async throws {
        try await run { api, browser, id in
            api.egress.answer(.status(200, #"{"echo":"Bearer canary-51e0","html":"<script>alert(1)</script>"}"#))
            let answer = try await send(
                browser, id, path: "/users?x=1", method: "POST", headers: "Content-Type: application/json\nX-A: b",
                body: #"{"a":1}"#)
            #expect(answer.status == 200)
            let request = try #require(api.egress.requests.last)
            #expect(request.method == "POST" && request.host == "api.example.com")
            #expect(request.target.reveal() == "/users?x=1")
            #expect(request.body?.reveal() == #"{"a":1}"#)
            #expect(request.headers.contains { $0.value.reveal() == "Bearer canary-51e0" })
            #expect(request.headers.contains { $0.name == "X-A" && $0.value.reveal() == "b" })
            #expect(answer.text.contains("‹redacted›") && !answer.text.contains("canary-51e0"))
            #expect(!answer.text.contains("<script>alert"))
            #expect(answer.text.contains("curl --request POST"))
            #expect(answer.text.contains("/proxy/\(id)/users?x=1"))
            #expect(answer.text.contains("YOUR_TENON_TOKEN"))
            try await api.house.uses.flush()
            let used = try await api.auditStore.events(of: OrganizationID(1), after: 0, limit: 1000).last?.draft
            #expect(used?.action == .connectionUsed && used?.subject == "connection:\(id)")
            #expect(used?.details["status"]?.int == 200 && used?.details["method"]?.string == "POST")
        }
    }

    @Test(arguments: [
        "users", "/../admin", "/a/./b", "/a/..;x/b", "/%2e%2e/x", "/%2E/x", "/a%2fb", "/a%5cb", "/%252e%252e/x", "/a b",
        "/a\\b", "/a\u{0}b", "/é", "/a#b", "/a\r\nHost: evil", "//\u{202e}", "/%c0%ae%c0%ae/x", "/%00",
    ])
    func `no path leads away from the definition's base`(_ path: String) async throws {
        try await run { api, browser, id in
            let answer = try await send(browser, id, path: path)
            #expect(answer.status == 400, "\(path)")
            #expect(api.egress.requests.isEmpty, "\(path)")
        }
    }

    @Test(arguments: [
        "Authorization: Bearer mine", "Host: evil.example.com", "Content-Length: 5", "Transfer-Encoding: chunked",
        "Cookie: a=b", "Connection: close", "Tenon-Retries: 3", "bad name: x", ": x", "X: a\u{7}b",
    ])
    func `headers that belong to the connection, or cannot be sent, are refused`(_ header: String) async throws {
        try await run { api, browser, id in
            let answer = try await send(browser, id, headers: header)
            #expect(answer.status == 400, "\(header)")
            #expect(api.egress.requests.isEmpty)
        }
    }

    @Test func `limits hold, and methods are those of a list`() async throws {
        try await run { api, browser, id in
            let many = (0..<33).map { "X-\($0): y" }.joined(separator: "\n")
            let answers = [
                try await send(browser, id, method: "TRACE"), try await send(browser, id, method: "get"),
                try await send(browser, id, body: String(repeating: "x", count: (64 << 10) + 1)),
                try await send(browser, id, path: "/" + String(repeating: "x", count: 4 << 10)),
                try await send(browser, id, headers: many), try await send(browser, 999),
            ]
            #expect(answers.map(\.status) == [400, 400, 400, 400, 400, 400])
            #expect(api.egress.requests.isEmpty)
        }
    }

    @Test func `no answer is told in words, and written down`() async throws {
        try await run { api, browser, id in
            api.egress.answer(.none(.timedOut))
            let answer = try await send(browser, id)
            #expect(answer.status == 400 && answer.text.contains("did not answer in time"))
            try await api.house.uses.flush()
            let used = try await api.auditStore.events(of: OrganizationID(1), after: 0, limit: 1000).last?.draft
            #expect(used?.action == .connectionUsed && used?.details["status"] == .null)
        }
    }
}
