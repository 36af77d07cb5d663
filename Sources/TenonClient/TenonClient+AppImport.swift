// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON
public import TenonWire

/// Apps that are made of all their texts at once.
extension TenonClient {
    /// An app with its base and its connection types; all texts are JSON with comments.
    public struct AppTexts: Hashable, Sendable {
        /// What is said of the app; it needs a label.
        public var form: AppForm
        /// How requests are authenticated; empty for none.
        public var base: String
        /// At least one, and 20 at most.
        public var connections: [AppConnectionTexts]

        /// Makes an app's texts.
        public init(form: AppForm, base: String = "", connections: [AppConnectionTexts]) {
            self.form = form
            self.base = base
            self.connections = connections
        }

        var body: JSONObject {
            var body = form.body
            if !base.isEmpty { body.append("base", .string(base)) }
            body.append("connections", .array(connections.map { .object($0.body) }))
            return body
        }
    }

    /// A connection type with its sections.
    public struct AppConnectionTexts: Hashable, Sendable {
        /// What errors call it; the server gives the real name.
        public var name: String?
        /// What people call it; `nil` for the app's label.
        public var label: String?
        /// `oauth` or `basic`.
        public var type: String
        /// The texts by ``TenonClient/appSections``; `common` is left out by the server, with a warning.
        public var sections: [String: String]

        /// Makes a connection type's texts.
        public init(name: String? = nil, label: String? = nil, type: String, sections: [String: String]) {
            self.name = name
            self.label = label
            self.type = type
            self.sections = sections
        }

        fileprivate var body: JSONObject {
            var body = JSONObject()
            if let name { body.append("name", .string(name)) }
            if let label { body.append("label", .string(label)) }
            body.append("type", .string(type))
            let texts = sections.sorted { $0.key < $1.key }
            body.append("sections", .object(JSONObject(texts.map { .init(name: $0.key, value: .string($0.value)) })))
            return body
        }
    }

    /// An app that was just made, with its connection types.
    public struct ImportedApp: Hashable, Sendable {
        /// Under the name that the server gave.
        public let app: App
        /// In the order of the texts, under the names that the server gave.
        public let connections: [AppConnection]
        /// What its author should look at.
        public let findings: [DefinitionFinding]
    }

    /// Makes an app with all its texts, or nothing; it is not published.
    public func importApp(_ texts: AppTexts) async throws -> ImportedApp {
        try await read(.importApp(texts)) { answer in
            ImportedApp(
                app: try answer.body("app", App.init(json:)),
                connections: try answer.bodies("connections", AppConnection.init(json:)),
                findings: try answer.bodies("findings", DefinitionFinding.init(json:)))
        }
    }
}
