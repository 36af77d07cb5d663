// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON
public import TenonWire

/// The organization's own apps: definitions of connection types that are edited and published over the API.
extension TenonClient {
    /// What is said of an app; `nil` leaves it as it is.
    public struct AppForm: Hashable, Sendable {
        /// The name that is wished for; the server gives one like it, and only when the app is made.
        public var name: String?
        /// What people call it; a new app needs one.
        public var label: String?
        /// What it is for.
        public var description: String?
        /// A colour such as `#4a154b`.
        public var theme: String?
        /// The vendor's page that the facts come from.
        public var docs: String?

        /// Makes a form.
        public init(
            name: String? = nil, label: String? = nil, description: String? = nil, theme: String? = nil,
            docs: String? = nil
        ) {
            self.name = name
            self.label = label
            self.description = description
            self.theme = theme
            self.docs = docs
        }

        var body: JSONObject {
            let members = [
                ("name", name), ("label", label), ("description", description), ("theme", theme), ("docs", docs),
            ]
            return JSONObject(
                members.compactMap { name, value in value.map { .init(name: name, value: .string($0)) } })
        }
    }

    /// A version that was just published.
    public struct PublishedApp: Hashable, Sendable {
        /// Counted from 1.
        public let version: Int64
        /// What its author should look at.
        public let warnings: [DefinitionFinding]
    }

    /// The sections of a connection type; `tenon` has what Make has no word for.
    public static let appSections = ["api", "parameters", "scopes", "scope", "install", "installSpec", "tenon"]

    /// The organization's apps, by name.
    public func apps() async throws -> [App] {
        try await read(.apps) { try $0.bodies("apps", App.init(json:)) }
    }

    /// One app.
    public func app(_ name: String) async throws -> App {
        try await read(.app(name)) { try $0.body("app", App.init(json:)) }
    }

    /// Makes an app without connection types.
    public func createApp(_ form: AppForm) async throws -> App {
        try await read(.createApp(form)) { try $0.body("app", App.init(json:)) }
    }

    /// Changes what is said of an app.
    public func updateApp(_ name: String, _ form: AppForm) async throws -> App {
        try await read(.updateApp(name, form)) { try $0.body("app", App.init(json:)) }
    }

    /// Deletes an app that no connection uses.
    public func deleteApp(_ name: String) async throws { _ = try await answer(to: .deleteApp(name)) }

    /// How the app's requests are authenticated, as JSON with comments.
    public func base(ofApp name: String) async throws -> String { try await text(.appBase(name)) }

    /// Sets how the app's requests are authenticated, and returns what its author should look at.
    public func setBase(ofApp name: String, to text: String) async throws -> [DefinitionFinding] {
        try await read(.setAppBase(name, text)) { try $0.bodies("warnings", DefinitionFinding.init(json:)) }
    }

    /// What is found in the app's draft.
    public func lintApp(_ name: String) async throws -> [DefinitionFinding] {
        try await read(.lintApp(name)) { try $0.bodies("findings", DefinitionFinding.init(json:)) }
    }

    /// Makes the app's draft its newest version.
    public func publishApp(_ name: String) async throws -> PublishedApp {
        try await read(.publishApp(name)) { answer in
            try answer.body("published") { json in
                let body = try BodyReader(json)
                return PublishedApp(
                    version: try body.int("version"),
                    warnings: try body.bodies("warnings", DefinitionFinding.init(json:)))
            }
        }
    }

    /// The app's published versions, the newest first.
    public func versions(ofApp name: String) async throws -> [AppVersion] {
        try await read(.versions(ofApp: name)) { try $0.bodies("versions", AppVersion.init(json:)) }
    }

    /// The app's connection types, by name.
    public func connections(ofApp name: String) async throws -> [AppConnection] {
        try await read(.connections(ofApp: name)) { try $0.bodies("appConnections", AppConnection.init(json:)) }
    }

    /// Makes a connection type of a template: `apikey`, `basic`, `oauth`, `oauth-refresh`, `oauth-resowncre`,
    /// `oauth-clicre`, `oauth-1` or `other`.
    public func createConnection(
        ofApp name: String, template: String, label: String? = nil
    ) async throws -> AppConnection {
        try await read(.createConnection(ofApp: name, template: template, label: label)) {
            try $0.body("appConnection", AppConnection.init(json:))
        }
    }

    /// Deletes a connection type that no connection uses.
    public func deleteAppConnection(_ name: String) async throws {
        _ = try await answer(to: .deleteAppConnection(name))
    }

    /// A section of a connection type, as JSON with comments; empty when it was never set.
    public func section(_ section: String, ofAppConnection name: String) async throws -> String {
        try await text(.section(section, ofAppConnection: name))
    }

    /// Sets a section of a connection type, and returns what its author should look at.
    public func setSection(
        _ section: String, ofAppConnection name: String, to text: String
    ) async throws -> [DefinitionFinding] {
        try await read(.setSection(section, ofAppConnection: name, text)) {
            try $0.bodies("warnings", DefinitionFinding.init(json:))
        }
    }

    /// The text that is the answer.
    private func text(_ call: Call) async throws -> String {
        guard let text = try await answer(to: call).string else {
            throw WireFormatError(member: "", expected: "text")
        }
        return text
    }
}
