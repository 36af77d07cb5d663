// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A kind of connection that can be made, as the catalogue describes it.
public struct ConnectionType: Hashable, Sendable {
    /// A value that a person enters.
    public struct Parameter: Hashable, Sendable {
        /// The member of the create call's body.
        public var name: String
        /// What people call it.
        public var label: String
        /// What kind of value: `text`, `password`, `url`, `number` or another.
        public var type: String
        /// Whether a connection cannot be made without it.
        public var required: Bool
        /// Whether it can be changed afterwards.
        public var editable: Bool
        /// Whether it is a credential: asked for without echo, and never shown again.
        public var secret: Bool
        /// A regular expression that the value has to match.
        public var pattern: String?
        /// Where to find the value.
        public var help: String?

        /// Makes a parameter.
        public init(
            name: String, label: String, type: String, required: Bool, editable: Bool, secret: Bool, pattern: String?,
            help: String?
        ) {
            self.name = name
            self.label = label
            self.type = type
            self.required = required
            self.editable = editable
            self.secret = secret
            self.pattern = pattern
            self.help = help
        }

        package init(json: JSON) throws {
            let body = try BodyReader(json)
            name = try body.text("name")
            label = try body.text("label")
            type = try body.text("type")
            required = try body.bool("required")
            editable = try body.bool("editable")
            secret = try body.bool("secret")
            pattern = try body.optionalText("pattern")
            help = try body.optionalText("help")
        }

        package var json: JSON {
            [
                "name": .string(name), "label": .string(label), "type": .string(type), "required": .bool(required),
                "editable": .bool(editable), "secret": .bool(secret), "pattern": JSON(pattern), "help": JSON(help),
            ]
        }
    }

    /// A scope that can be asked for.
    public struct Scope: Hashable, Sendable {
        /// The scope as the third party spells it.
        public var id: String
        /// What it allows, in words, when that is known.
        public var name: String?

        /// Makes a scope.
        public init(id: String, name: String?) {
            self.id = id
            self.name = name
        }

        package init(json: JSON) throws {
            let body = try BodyReader(json)
            id = try body.text("id")
            name = try body.optionalText("name")
        }

        package var json: JSON { ["id": .string(id), "name": JSON(name)] }
    }

    /// The name to create a connection with.
    public var name: String
    /// What people call it.
    public var label: String
    /// Its colour: `#fecd5f`.
    public var theme: String
    /// `oauth` or `basic`.
    public var auth: String
    /// What a person enters.
    public var parameters: [Parameter]
    /// What can be asked for.
    public var scopes: [Scope]

    /// Makes a connection type's body.
    public init(
        name: String, label: String, theme: String, auth: String, parameters: [Parameter], scopes: [Scope]
    ) {
        self.name = name
        self.label = label
        self.theme = theme
        self.auth = auth
        self.parameters = parameters
        self.scopes = scopes
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        name = try body.text("name")
        label = try body.text("label")
        theme = try body.text("theme")
        auth = try body.text("auth")
        parameters = try body.bodies("parameters", Parameter.init(json:))
        scopes = try body.bodies("scopes", Scope.init(json:))
    }

    package var json: JSON {
        [
            "name": .string(name), "label": .string(label), "theme": .string(theme), "auth": .string(auth),
            "parameters": .array(parameters.map(\.json)), "scopes": .array(scopes.map(\.json)),
        ]
    }
}
