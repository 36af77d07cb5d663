// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TenonCatalog

@Suite struct AppImportTests {
    /// Imports the folder and the archive, which has to come to the same.
    private func read(
        _ files: [String: String], folder name: String = "acme-app", name app: String? = nil
    ) throws -> (app: AppImport, findings: [String]) {
        let folder = try AppFolder(files, name: name)
        let one = AppImport.read(path: folder.path, name: app)
        let other = AppImport.read(path: folder.archive, name: app ?? one.source.name)
        #expect(one.source.connections == other.source.connections && one.definition == other.definition)
        #expect(one.findings.map(\.message).sorted() == other.findings.map(\.message).sorted())
        if let definition = one.definition {
            let (types, findings) = DefinitionDecoder.decode(Array(definition.utf8), file: "a.yaml")
            #expect(findings.allSatisfy { $0.severity == .warning }, "\(findings)")
            #expect(types.map { anatomy($0) } == one.types.map { anatomy($0) })
        }
        return (one, one.findings.map { $0.description.replacingOccurrences(of: folder.path, with: "X") })
    }

    @Test func `a working copy of Make's editor`() throws {
        let (app, findings) = try read(workingCopy)
        #expect(app.source.name == "acme-app-x1" && app.types.map(\.name) == ["acme", "acme2"])
        #expect(
            findings == [
                "X/connections/acme/acme.common.json:1:1: warning: clientSecret would stand in the definition for all to "
                    + "read; take it out, and use 'tenon installation set acme'",
                "X:1:1: warning: 3 files are no part of a connection and were left out: README.md, modules",
                "X/general/base.iml.json:7:2: warning: 'response' of the base was left out: requests and answers pass the "
                    + "proxy as they are",
                "X/connections/acme/acme.oauth-communication.iml.json:1:1: warning: hosts were taken from the URLs: "
                    + "api.acme.test, login.acme.test; check them",
                "X/connections/acme/acme.oauth-communication.iml.json:1:1: warning: the token request sends no "
                    + "{{pkce.verifier}} as code_verifier, so PKCE is off",
            ])
        let acme = app.types[0]
        #expect(acme.kind == .oauth && acme.label == "Acme" && acme.scopeName("read") == "Read your data")
        #expect(Set(acme.requests.keys) == [.authorize, .token, .refresh, .info, .invalidate])
        #expect(acme.editableParameters == ["clientSecret"] && acme.defaultScopes == ["read"])
        #expect(app.types[1].kind == .basic && app.types[1].hosts.map(\.literalText) == ["api.acme.test"])
        let text = try #require(app.definition)
        #expect(text.hasPrefix("# Made of") && !text.contains("hidden"))
        #expect(findings.allSatisfy { !$0.contains("s3cr3t-canary") })
    }

    @Test func `an archive that Make's editor exported`() throws {
        let (app, findings) = try read([
            "metadata.json": ##"{"name": "acme-exported", "label": "Acme!", "version": 1, "theme": "#4a154b"}"##,
            "base.imljson": #"{"baseUrl": "https://api.acme.test"}"#, "readme.md": "", "assets/icon.png": "",
            "connection/acme-exported/metadata.json": #"{"name": "acme", "label": "Key", "type": "apikey"}"#,
            "connection/acme-exported/api.imljson": #"{"url": "/me", "qs": {"key": "{{connection.key}}"}}"#,
            "connection/acme-exported/parameters.imljson": #"[{"name": "key", "type": "password"}]"#,
            "connection/acme-exported/scope.imljson": "[]", "connection/acme-exported/scopes.imljson": "{}",
            "module/a/api.imljson": "{broken", "module/a/metadata.json": "{}", "function/f/code.js": "x",
        ])
        #expect(app.source.name == "acme-exported" && app.source.label == "Acme!" && app.source.theme == "#4a154b")
        #expect(app.types.map(\.label) == ["Key"] && app.types[0].kind == .basic)
        #expect(
            findings == [
                "X:1:1: warning: 5 files are no part of a connection and were left out: assets, function, module, readme.md",
                "X/connection/acme-exported/api.imljson:1:1: warning: hosts were taken from the URLs: api.acme.test; check "
                    + "them",
            ])
    }

    @Test(arguments: [".imljson", ".iml.json", ".iml.jsonc", ".json", ".jsonc"])
    func `files named after the parts of Make's API, alone and in folders`(_ ending: String) throws {
        let parts = [
            "api": #"{"token": {"url": "https://a.acme.test/t"}, "info": {"url": "https://a.acme.test/"}} // end"#,
            "parameters": "[]", "common": #"{"clientId": "1"}"#, "scope": #"["a"]"#, "scopes": #"{"a": "A"}"#,
            "installSpec": "[]", "install": "{}",
        ]
        for folder in ["", "connections/acme/", "src/connections/acme/", "connections/acme.", "connection/acme/acme."] {
            var files: [String: String] = [:]
            for (part, text) in parts { files[folder + part + ending] = text }
            let (app, findings) = try read(files, folder: "Acme App (2)")
            let type = try #require(app.types.first, "\(findings)")
            #expect(app.types.count == 1 && type.name == (folder.isEmpty ? "acme-app-2" : "acme"))
            #expect(type.kind == .oauth && type.scopes.count == 1 && type.common.count == 1)
            #expect(app.source.connections[0].sections.count == parts.count && app.source.name == "acme-app-2")
            #expect(findings.count == 1 && findings[0].contains("hosts were taken"), "\(findings)")
        }
    }

    @Test(arguments: ConnectionTemplate.allCases)
    func `a template that was written to files comes back`(_ template: ConnectionTemplate) throws {
        let files = template.sections.map { ("connections/acme/\($0.key.rawValue).imljson", $0.value) }
        let (app, findings) = try read(Dictionary(uniqueKeysWithValues: files), name: "acme-app")
        #expect(findings.isEmpty, "\(findings)")
        #expect(app.source.connections == [AppSource.template(template, name: "acme", label: "acme")])
        let folder = try DefinitionFolder()
        try folder.write(try #require(app.definition))
        #expect(Lint.lint(path: folder.path).isEmpty)
        #expect(try Catalog(operatorFolder: folder.path).type(named: "acme")?.packageName == "acme-app")
    }

    @Test func `a name that is given wins`() throws {
        var files = workingCopy
        #expect(try read(files, name: "other").app.types.map(\.packageName) == ["other", "other"])
        files = ["api.json": #"{"url": "https://a.acme.test/"}"#, "metadata.json": #"{"name": "b"}"#]
        #expect(try read(files).app.types.map(\.name) == ["b"])
        #expect(try read(files, name: "other").app.types.map(\.name) == ["other"])
    }

    @Test func `errors have the file's own place, and nothing is made`() throws {
        var files = workingCopy
        files["connections/acme-2/acme-2.communication.iml.jsonc"] = "{\n  \"url\": \"/{{nope(1)}}\",\n  \"what\": 1\n}"
        files["general/base.iml.json"] = "{"
        let (app, findings) = try read(files)
        #expect(app.definition == nil)
        let errors = findings.filter { $0.contains(": error: ") }
        #expect(
            errors == [
                "X/general/base.iml.json:1:2: error: expected a member name in quotes",
                "X/connections/acme-2/acme-2.communication.iml.jsonc:2:10: error: url: unknown function 'nope' at line 1, "
                    + "column 4 of the text",
                "X/connections/acme-2/acme-2.communication.iml.jsonc:3:3: error: unknown member 'what' of api",
            ], "\(errors)")
    }

    @Test func `what is not understood is reported`() throws {
        let (app, findings) = try read([
            "connections/acme/api.json": #"{"url": "https://a.acme.test/"}"#,
            "connections/acme/api.imljson": #"{"url": "https://b.acme.test/"}"#,
            "connections/acme/notes.json": "{}", "connections/acme/icon.png": "", "connections/acme/old/api.json": "{}",
            "connections/api.json": "{}", "connections/acme/metadata.json": #"{"type": "saml"}"#,
            "common.json": #"{"key": "s3cr3t-canary"}"#, "node_modules/x/api.json": "{", ".git/config": "",
        ])
        #expect(app.definition == nil && findings.allSatisfy { !$0.contains("s3cr3t-canary") })
        let errors = findings.filter { $0.contains(": error: ") }
        #expect(
            Set(errors) == [
                "X/connections/acme/metadata.json:1:10: error: a connection's type must be one of basic, oauth",
                "X/connections/acme/icon.png:1:1: error: this is no known part of a connection",
                "X/connections/acme/notes.json:1:1: error: this is no known part of a connection",
                "X/connections/acme/old/api.json:1:1: error: this is no known part of a connection",
                "X/connections/api.json:1:1: error: this is no known part of a connection",
                "X/connections/acme/api.json:1:1: error: connections/acme/api.imljson says the same part already",
            ], "\(errors)")
        #expect(findings.contains { $0.hasPrefix("X/common.json:1:1: warning: the app's common data was left out") })
    }

    @Test func `a manifest that names what is not there, or leads out, is told`() throws {
        var files = workingCopy
        files["makecomapp.json"] = """
            {"generalCodeFiles": {"base": "../base.json"},
             "components": {"connection": {"acme": {"connectionType": "oauth2", "codeFiles": {
               "communication": "./connections/acme/acme.oauth-communication.iml.json", "params": "gone.json", "nope": "x"}}}}}
            """
        let (app, findings) = try read(files)
        #expect(app.definition == nil)
        let errors = findings.filter { $0.contains(": error: ") }
        #expect(
            errors == [
                "X/makecomapp.json:1:31: error: there is no file '../base.json'",
                "X/makecomapp.json:2:59: error: a connection's type must be one of basic, oauth",
                "X/makecomapp.json:3:87: error: there is no file 'gone.json'",
                "X/makecomapp.json:3:100: error: 'nope' is no part of a connection",
            ], "\(errors)")
    }

    @Test func `what is no app is told`() throws {
        #expect(AppImport.read(path: "/nowhere").findings.map(\.message) == ["there is no such folder or ZIP archive"])
        let folder = try DefinitionFolder()
        #expect(AppImport.read(path: folder.path).findings.map(\.message) == ["there are no connections in it"])
        let file = try folder.write("app: acme")
        #expect(AppImport.read(path: file).findings.map(\.message) == ["this is no ZIP archive, or it is cut off"])
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(AppImport.read(path: pipe).findings.map(\.message) == ["there is no such folder or ZIP archive"])
        let zip = try folder.write(bytes: ZipWriter([.init("../api.json", "{}")]).bytes, "a.zip")
        #expect(AppImport.read(path: zip).findings.map(\.message).first?.hasPrefix("a name in the archive") == true)
    }

    @Test func `links, bytes that are no text, and large files are not read`() throws {
        let app = try AppFolder([
            "connections/acme/api.json": #"{"url": "https://a.acme.test/"}"#,
            "connections/acme/scope.json": String(repeating: " ", count: 300 << 10),
        ])
        try FileManager.default.createSymbolicLink(
            atPath: app.path + "/connections/acme/common.json", withDestinationPath: "/etc/hostname")
        try FileManager.default.createSymbolicLink(
            atPath: app.path + "/connections/loop", withDestinationPath: app.path)
        try Data([0x7B, 0xFF, 0x7D]).write(to: URL(fileURLWithPath: app.path + "/connections/acme/scopes.json"))
        try Data([0xEF, 0xBB, 0xBF] + Array("[]".utf8)).write(
            to: URL(fileURLWithPath: app.path + "/connections/acme/parameters.json"))
        let found = AppImport.read(path: app.path)
        #expect(found.source.connections.map(\.name) == ["acme"])
        #expect(found.source.connections[0].sections[.common] == nil)
        #expect(
            found.findings.filter { $0.severity == .error }.map(\.message) == [
                "the file is not valid UTF-8", "the file is larger than 262144 bytes",
            ])
    }

    @Test func `too many connections, and too much in them, are refused`() throws {
        var files: [String: String] = [:]
        for index in 0...60 { files["connections/c\(index)/api.json"] = #"{"url": "https://a.acme.test/"}"# }
        let many = try read(files)
        #expect(many.app.definition == nil && many.app.source.connections.count == 51)
        #expect(many.findings.contains { $0.hasSuffix("error: an app can have 50 connections at most") })
        for index in 0..<40 { files["connections/c\(index)/scopes.json"] = String(repeating: " ", count: 250_000) }
        let folder = try AppFolder(files)
        let large = AppImport.read(path: folder.path)
        #expect(large.findings.contains { $0.message == "all files together are larger than 8388608 bytes" })
        #expect(large.source.connections.flatMap(\.sections.values).map(\.utf8.count).reduce(0, +) <= 8 << 20)
    }

    @Test func `the lint knows an app from definitions`() throws {
        let app = try AppFolder(workingCopy)
        #expect(Lint.lint(path: app.path).count == 5 && Lint.lint(path: app.archive).count == 5)
        let folder = try DefinitionFolder()
        try folder.write(definition("api: {url: /a}"), "api.yaml")
        try folder.write(#"{"app": "b", "connections": {}}"#, "api.json")
        #expect(Lint.lint(path: folder.path).isEmpty)
    }
}
