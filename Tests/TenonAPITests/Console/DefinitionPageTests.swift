// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import Testing

@testable import TenonConsole

/// Custom apps in the console: written, checked, published, and by whom.
@Suite struct DefinitionPageTests {
    private func run(_ body: (APIFixture, BrowserClient) async throws -> Void) async throws {
        try await APIFixture.run { api in try await body(api, try await BrowserClient.owner(api)) }
    }

    /// Makes an app; the address of the editor that it leads to.
    private func make(_ browser: BrowserClient, _ label: String = "Acme <Cloud>") async throws -> String {
        let answer = try await browser.post(
            "/definitions", [("label", label), ("template", "apikey"), ("theme", "#0b6e4f")], from: "/definitions/new")
        return try #require(answer.location, "\(answer.text)")
    }

    private func app(of path: String) -> String { "/" + path.split(separator: "/").prefix(2).joined(separator: "/") }

    @Test func `an app is made of a template, and its text is shown as it is`() async throws {
        try await run { _, browser in
            #expect(try await browser.get("/definitions").text.contains("No custom app yet"))
            let path = try await make(browser)
            let editor = try await browser.get(path).text
            #expect(editor.contains("nothing found") && editor.contains("Acme &lt;Cloud&gt;"))
            #expect(!editor.contains("<Cloud>"))
            let page = try await browser.get(app(of: path)).text
            #expect(page.contains("Publish version 1") && page.contains("No connection uses the app yet."))
            #expect(try await browser.get("/definitions").text.contains("not published"))
            let nameless = try await browser.post("/definitions", [("template", "apikey")], from: "/definitions/new")
            #expect(nameless.status == 400 && nameless.text.contains("role=\"alert\""))
        }
    }

    @Test func `what is wrong is shown with its place, and not stored`() async throws {
        try await run { api, browser in
            let path = try await make(browser)
            let before = try await api.auditActions()
            let wrong = "{\r\n  \"url\": \"/me\",\r\n  nonsense</textarea><script>\r\n}"
            let checked = try await browser.post("\(path)/check", [("text", wrong)], from: path)
            #expect(checked.status == 200 && checked.text.contains("line 3"))
            #expect(!checked.text.contains("<html"), "a part of a page")
            let refused = try await browser.post(path, [("text", wrong)], from: path)
            #expect(refused.status == 400 && refused.text.contains("Not saved"))
            #expect(refused.text.contains("nonsense&lt;/textarea&gt;") && !refused.text.contains("<script>\r"))
            #expect(try await api.auditActions() == before)
            #expect(try await !browser.get(path).text.contains("nonsense"))
        }
    }

    @Test func `a version is published, and a draft that differs says where`() async throws {
        try await run { api, browser in
            let path = try await make(browser)
            let page = app(of: path)
            #expect(try await browser.post("\(page)/publish", from: page).location == page)
            #expect(try await api.auditActions().last == .appPublished)
            let published = try await browser.get(page).text
            #expect(published.contains("The draft is what is published.") && !published.contains("Publish version"))
            #expect(try await browser.get("/connections/new").text.contains("Acme &lt;Cloud&gt;"))
            let text = "// Another line.\n[]"
            let parameters = path.replacing("/sections/api", with: "/sections/parameters")
            #expect(try await browser.post(parameters, [("text", text)], from: parameters).status == 303)
            let editor = try await browser.get(parameters).text
            #expect(editor.contains("Differs from what is published") && editor.contains("Another line."))
            #expect(try await browser.get(page).text.contains("Publish version 2"))
            let file = try await browser.get("\(page)/definition.yaml")
            #expect(file.status == 200 && file.text.contains("connections:"))
            #expect(try await browser.post("\(page)/delete", from: page).location == "/definitions")
            #expect(try await browser.get(page).status == 404)
        }
    }

    @Test func `a member reads and changes nothing`() async throws {
        try await run { api, browser in
            let path = try await make(browser)
            let page = app(of: path)
            let member = try await BrowserClient.person(.member, api, invitedBy: browser)
            #expect(try await member.get(page).status == 200)
            #expect(try await member.get(path).text.contains("readonly"))
            #expect(try await member.get("/definitions/new").status == 403)
            let type = path.replacing("/sections/api", with: "")
            for (path, fields) in [
                ("/definitions", [("label", "x"), ("template", "apikey")]), (page, [("label", "x")]),
                (path, [("text", "{}")]), ("\(page)/base", [("text", "{}")]), ("\(page)/publish", []),
                ("\(page)/delete", []), ("\(page)/connections", [("template", "apikey")]), (type, [("label", "x")]),
                ("\(type)/delete", []),
            ] as [(String, [(String, String)])] {
                let before = try await api.auditActions()
                #expect(try await member.post(path, fields, from: "/account").status == 403, "\(path)")
                #expect(try await api.auditActions() == before, "\(path)")
            }
        }
    }

    @Test func `what is not there is not found, in whatever way it is asked for`() async throws {
        try await run { _, browser in
            let (one, other) = (try await make(browser, "One"), try await make(browser, "Other"))
            for path in [
                "/definitions/nothing", "/definitions/nothing/base", one.replacing("/api", with: "/nothing"),
                one.replacing("/api", with: "/common"),
                // A type of another app.
                app(of: one) + other.dropFirst(app(of: other).count),
            ] { #expect(try await browser.get(path).status == 404, "\(path)") }
        }
    }

    @Test(
        arguments: [
            ("a\nb\nc", "a\nx\nc", 2..<3, 1), ("a\nb", "a\nb\nc", 3..<4, 0), ("a\nb\nc", "a\nc", 2..<2, 1),
            ("", "a", 1..<2, 0), ("a", "", 1..<1, 1), ("a\na", "a\na\na", 3..<4, 0), ("x", "y", 1..<2, 1),
            ("a\n", "a", 2..<2, 1),
        ] as [(String, String, Range<Int>, Int)])
    func `a difference is where both texts are not the same`(
        _ old: String, _ new: String, _ lines: Range<Int>, _ removed: Int
    ) throws {
        let found = try #require(TextDifference(from: old, to: new))
        #expect(found.lines == lines && found.removed == removed)
        #expect(TextDifference(from: old, to: old) == nil && TextDifference(from: new, to: new) == nil)
    }
}
