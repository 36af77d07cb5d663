// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonConsole
import TenonDomain
import TenonEngine
import TenonHTTP
import TenonJSON
import TenonServer
import TenonStore
import Testing

/// What every page of the console promises, whatever it shows.
@Suite struct PageContractTests {
    @Test func `every page forbids what it does not need`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            for route in api.pages where route.method == .get && !route.path.hasPrefix("/assets/") {
                let path = route.path.replacing(#/\{[^}]*\}/#, with: "1")
                let answer = try await browser.get(path)
                #expect(answer.status < 500, "\(route.path): \(answer.text)")
                let policy = try #require(answer.headers[.contentSecurityPolicy], "\(route.path)")
                #expect(policy.contains("default-src 'none'"))
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[HTTPField.Name("Referrer-Policy")!] != nil)
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(!answer.text.contains(" style="), "\(route.path) has an inline style")
                #expect(!answer.text.contains(#/ on[a-z]+="/#), "\(route.path) has an inline script")
            }
        }
    }

    @Test func `no page of a person is shown to a stranger`() async throws {
        try await APIFixture.run { api in
            _ = try await BrowserClient.owner(api)
            for route in api.pages {
                if case .open = route.scope { continue }
                let path = route.path.replacing(#/\{[^}]*\}/#, with: "1")
                let stranger = BrowserClient(api)
                let answer = route.method == .get ? try await stranger.get(path) : try await stranger.send(path, [])
                #expect(answer.status == 303, "\(route.method) \(route.path)")
                #expect(answer.location?.hasPrefix("/sign-in") == true)
                #expect(answer.text.isEmpty)
            }
        }
    }

    @Test func `no form of a person is taken without its token`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            for route in api.pages where route.method != .get {
                if case .open = route.scope { continue }
                let before = try await api.auditActions()
                let answer = try await browser.send(route.path.replacing(#/\{[^}]*\}/#, with: "1"), [])
                #expect(answer.status == 403, "\(route.path)")
                #expect(try await api.auditActions() == before)
            }
        }
    }

    @Test func `an unknown path is a page for a browser and JSON for a program`() async throws {
        try await APIFixture.run { api in
            let browser = BrowserClient(api)
            let page = try await browser.get("/nowhere")
            #expect(page.status == 404)
            #expect(page.text.contains("There is nothing here"))
            #expect(try await browser.get("/nowhere", accept: "*/*").json?["message"] == "Not Found")
            #expect(try await browser.get("/api/v2/nowhere").json?["message"] == "Not Found")
        }
    }

    @Test func `files are kept for good under their version only`() async throws {
        try await APIFixture.run { api in
            let browser = BrowserClient(api)
            let page = try await browser.get("/setup").text
            let href = try #require(page.firstMatch(of: #/href="(/assets/[0-9a-f]{16}/console\.css)"/#)?.1)
            let sheet = try await browser.get(String(href))
            #expect(sheet.headers[.contentType] == "text/css; charset=utf-8")
            #expect(sheet.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let old = try await browser.get("/assets/0000000000000000/console.css")
            #expect(old.status == 200)
            #expect(old.headers[.cacheControl] == "no-store")
            for name in ["nothing.css", "..%2fen.json", "console"] {
                #expect(try await browser.get("/assets/x/\(name)").status == 404)
            }
        }
    }

    @Test func `every word that a template or a page says is there, and every word there is said`() throws {
        let strings = try Strings()
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/TenonConsole")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var sources = ""
        var said: Set<String> = []
        for case let file as URL in files where ["mustache", "swift"].contains(file.pathExtension) {
            let text = try String(contentsOf: file, encoding: .utf8)
            sources += text
            said.formUnion(text.matches(of: #/\{\{[#^]?t\.([A-Za-z.]+)\}\}/#).map { String($0.1) })
            said.formUnion(text.matches(of: #/strings\("([A-Za-z.-]+)"/#).map { String($0.1) })
        }
        #expect(said.subtracting(strings.names) == [])
        // Names that are put together out of a stem and a word of the domain.
        let composed =
            [
                "navigation.", "account.", "flash.", "audit.", "state.", "time.", "scopes.", "roles.", "server.check-",
                "webhooks.", "webhookEvents.", "failure.", "parameter.", "error.code.", "definitions.",
            ] + Strings.lists.map { $0.group + "." }
        for name in strings.names.subtracting(said) {
            let word = String(name.split(separator: ".").last ?? "")
            #expect(
                composed.contains { name.hasPrefix($0) } || sources.contains("\"\(name)\"") || sources.contains(word),
                "nobody says '\(name)'")
        }
        #expect(!sources.contains("{{{"))
    }

    @Test func `every action of the audit log has words`() throws {
        let strings = try Strings()
        for action in AuditAction.allCases {
            let name = "audit.\(action.rawValue.replacing(".", with: "-"))"
            #expect(strings[name] != nil, "\(name)")
        }
    }
}
