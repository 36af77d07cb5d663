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

/// A person's browser, as far as the console can tell: cookies, and where a form comes from.
final class BrowserClient {
    static let password = "correct horse battery"

    let api: APIFixture
    var cookies: [String: String] = [:]
    /// What `Sec-Fetch-Site` says with a form; `nil` for a browser that does not send it.
    var site: String? = "same-origin"
    var origin: String?

    init(_ api: APIFixture) { self.api = api }

    /// A browser in which the owner has made the server their own.
    static func owner(_ api: APIFixture) async throws -> BrowserClient {
        let browser = BrowserClient(api)
        let answer = try await browser.post(
            "/setup",
            [
                ("token", APIFixture.token(.owner)), ("name", "Ada"), ("email", "ada@example.com"),
                ("password", password),
            ])
        #expect(answer.status == 303, "\(answer.text)")
        return browser
    }

    /// A browser in which that person is signed in, by an invitation.
    static func person(_ person: Person, _ api: APIFixture, invitedBy owner: BrowserClient) async throws
        -> BrowserClient
    {
        let id = try await #require(
            api.accessStore.users(in: .init(1), page: .init()).first {
                $0.email == "\(person.rawValue)@example.com"
            }
        ).id
        let link = try await api.send(.post, "users/\(id)/invitation").json?["invitation"]?["url"]?.string
        // Once: a token may hold the same digits.
        let path = try #require(link?.split(separator: ":8080", maxSplits: 1).last)
        let browser = BrowserClient(api)
        let answer = try await browser.post(String(path), [("name", person.rawValue), ("password", password)])
        #expect(answer.status == 303, "\(answer.text)")
        return browser
    }

    func get(_ path: String, accept: String = "text/html") async throws -> Answer {
        try await keep(api.browse(.get, path, cookie: header, adding: [.accept: accept]))
    }

    /// Sends a form; with the form token of `page` when one is named.
    func post(_ path: String, _ fields: [(String, String)] = [], from page: String? = nil) async throws -> Answer {
        var fields = fields
        if let page { fields.append((PersonCall.formTokenField, try await formToken(on: page))) }
        return try await send(path, fields)
    }

    func send(_ path: String, _ fields: [(String, String)]) async throws -> Answer {
        var headers: HTTPFields = [.accept: "text/html"]
        headers[.secFetchSite] = site
        headers[.origin] = origin
        let form = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
        return try await keep(api.browse(.post, path, cookie: header, form: form, adding: headers))
    }

    func formToken(on page: String) async throws -> String {
        let text = try await get(page).text
        let marker = "name=\"\(PersonCall.formTokenField)\" value=\""
        let start = try #require(text.firstRange(of: marker)?.upperBound, "\(page) has no form")
        return String(text[start...].prefix { $0 != "\"" })
    }

    private var header: String? {
        cookies.isEmpty ? nil : cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
    }

    private func keep(_ answer: Answer) -> Answer {
        for line in answer.headers[values: .setCookie] {
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            cookies[String(pair[0])] = pair.count > 1 && !line.contains("Max-Age=0") ? String(pair[1]) : nil
        }
        return answer
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

extension Answer {
    var location: String? { headers[.location] }
}
