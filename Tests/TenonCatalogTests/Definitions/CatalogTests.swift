// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonCatalog
import Testing

@Suite struct CatalogTests {
    private let good = definition("api: {url: /a}")

    @Test func `the shipped definitions are without findings`() throws {
        let folder = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        let apps = String(folder) + "/Sources/TenonCatalog/Apps"
        #expect(Lint.lint(path: apps).map(\.description) == [])
        let names = try FileManager.default.contentsOfDirectory(atPath: apps).sorted()
        let shipped = ShippedApps.files.filter { $0.path.hasPrefix("Apps/") }
        #expect(shipped.map(\.path) == names.map { "Apps/" + $0 })
        for file in shipped {
            #expect(
                FileManager.default.contents(atPath: apps + "/" + file.path.dropFirst(5)).map { [UInt8]($0) }
                    == file.bytes)
        }
    }

    @Test func `the types are sorted by name`() throws {
        let names = try Catalog().types.map(\.name)
        #expect(
            names == [
                "airtable2", "aws", "google", "google-service-account", "http-api-key", "http-basic", "http-bearer",
                "http-jwt",
                "http-oauth2", "http-oauth2-client-credentials", "http-oauth2-device", "http-oauth2-password", "imap",
                "make", "slack", "smtp",
            ])
        #expect(try Catalog().type(named: "nope") == nil)
    }

    @Test func `a definition of the operator's adds its types`() throws {
        let folder = try DefinitionFolder()
        try folder.write(good)
        try folder.write("not a definition", "notes.txt")
        try folder.write("broken: [", ".hidden.yaml")
        #expect(try Catalog(operatorFolder: folder.path).type(named: "acme")?.app == "acme")
    }

    @Test func `a definition may not take the place of another`() throws {
        let folder = try DefinitionFolder()
        try folder.write(good.replacing("  acme:", with: "  make:"), "a.yaml")
        try folder.write(good, "b.yaml")
        try folder.write(good, "c.yaml")
        let error = #expect(throws: CatalogError.self) { try Catalog(operatorFolder: folder.path) }
        let messages = error?.findings.map(\.message) ?? []
        #expect(messages.count == 2)
        #expect(messages.first == "the connection type 'make' is defined in the definitions shipped already")
        #expect(messages.last?.contains("b.yaml already") == true)
    }

    @Test func `every fault of every file is told`() throws {
        let folder = try DefinitionFolder()
        try folder.write("app: [", "a.yaml")
        try folder.write(definition("nope: 1\nalso: 2\napi: {url: /a}"), "b.yaml")
        let error = #expect(throws: CatalogError.self) { try Catalog(operatorFolder: folder.path) }
        #expect(error?.findings.count == 3)
        #expect(error?.description.contains("b.yaml:9:5: error: unknown member 'nope'") == true)
    }

    @Test func `a broken file keeps its last good version on reload`() throws {
        let folder = try DefinitionFolder()
        try folder.write(good)
        let first = try Catalog(operatorFolder: folder.path)
        try folder.write("app: [")
        try folder.write(good.replacing("  acme:", with: "  other:"), "other.yaml")
        let (second, findings) = first.reloaded()
        #expect(findings.count == 1 && second.type(named: "acme") != nil && second.type(named: "other") != nil)
        let (third, again) = second.reloaded()
        #expect(again.count == 1 && third.type(named: "acme") != nil)
        try folder.write(definition("version: 2\napi: {url: /b}"))
        let (fourth, none) = third.reloaded()
        #expect(none.isEmpty && fourth.type(named: "acme")?.version == 2)
        try FileManager.default.removeItem(atPath: folder.path + "/acme.yaml")
        #expect(fourth.reloaded().catalog.type(named: "acme") == nil)
    }

    @Test func `a new file cannot take a name from a good version that stays`() throws {
        let folder = try DefinitionFolder()
        try folder.write(good, "m.yaml")
        let first = try Catalog(operatorFolder: folder.path)
        try folder.write("app: [", "m.yaml")
        try folder.write(definition("version: 9\napi: {url: /b}"), "a.yaml")
        let (second, findings) = first.reloaded()
        #expect(findings.count == 2 && second.type(named: "acme")?.version == 1)
    }

    @Test func `a folder that is gone changes nothing`() throws {
        let folder = try DefinitionFolder()
        try folder.write(good)
        let first = try Catalog(operatorFolder: folder.path)
        try FileManager.default.removeItem(atPath: folder.path)
        let (second, findings) = first.reloaded()
        #expect(findings.count == 1 && second.type(named: "acme") != nil)
    }

    @Test func `google and slack carry what the published page shows`() throws {
        let google = try shipped("google")
        #expect(google.kind == .oauth && google.theme == "#fecd5f" && google.label == "Google")
        #expect(google.scopeName("https://www.googleapis.com/auth/userinfo.email") == "View user's email address")
        #expect(google.scopeName("https://mail.google.com/") == "Access to Gmail.")
        #expect(google.scopeName("https://www.googleapis.com/auth/drive") == "Access to Google Drive.")
        #expect(google.scopeName("openid") == nil && google.scopes.contains { $0.id == "openid" })
        #expect(google.scopes.contains { $0.id.hasSuffix("spreadsheets") && $0.name == nil })
        #expect(google.proofKey == .s256 && google.editableParameters.isEmpty)
        let slack = try shipped("slack")
        #expect(slack.label == "Slack" && slack.theme == "#4a154b" && slack.scopeName("chat:write") != nil)
        #expect(slack.parameters.map(\.name) == ["clientId", "clientSecret"] && slack.parameters[1].isSecret)
        #expect(Set(slack.requests.keys) == Set(google.requests.keys))
    }

    @Test func `the other types carry what the published page shows`() throws {
        let expected = [
            ("airtable2", "Airtable", "#18bfff", []),
            ("imap", "Others (IMAP)", "#eb5768", ["host", "port", "security", "username", "password", "certificate"]),
            ("make", "Make", "#6d00cc", ["url", "apiKey"]),
        ]
        for (name, label, theme, editable) in expected {
            let type = try shipped(name)
            #expect(type.label == label && type.theme == theme && type.editableParameters == editable)
            #expect(type.kind == .basic && type.packageName == nil && type.version == 1)
        }
    }
}
