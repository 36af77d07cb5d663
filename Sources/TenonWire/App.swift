// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// An organization's own app: definitions of connection types that are edited over the API.
public struct App: Hashable, Sendable {
    /// The name that the server gave it.
    public var name: String
    /// What people call it.
    public var label: String
    /// What it is for.
    public var description: String
    /// A colour such as `#4a154b`.
    public var theme: String
    /// The language of its texts.
    public var language: String
    /// Where it is of use, or `nil` for everywhere.
    public var countries: [String]?
    /// The vendor's page that the facts come from.
    public var docs: String?
    /// The newest published version, or `nil` when there is none.
    public var published: Int64?
    /// Whether the draft was changed since.
    public var changed: Bool
    /// When it was made (ISO 8601).
    public var created: String
    /// When it was changed last (ISO 8601).
    public var updated: String

    /// The members of the wire, in their order.
    package static let columns = [
        "name", "label", "description", "version", "beta", "theme", "language", "public", "approved", "global",
        "countries", "created", "manifestVersion", "docs", "published", "changed", "updated",
    ]

    /// Makes an app's body.
    public init(
        name: String, label: String, description: String, theme: String, language: String, countries: [String]?,
        docs: String?, published: Int64?, changed: Bool, created: String, updated: String
    ) {
        self.name = name
        self.label = label
        self.description = description
        self.theme = theme
        self.language = language
        self.countries = countries
        self.docs = docs
        self.published = published
        self.changed = changed
        self.created = created
        self.updated = updated
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        name = try body.text("name")
        label = try body.text("label")
        description = try body.text("description")
        theme = try body.text("theme")
        language = try body.text("language")
        countries = try body.value("countries") == nil ? nil : body.texts("countries")
        docs = try body.optionalText("docs")
        published = try body.optionalInt("published")
        changed = try body.bool("changed")
        created = try body.text("created")
        updated = try body.text("updated")
    }

    /// Members that nothing here can differ in are the same for all: clients of Make read them.
    package var json: JSONObject {
        [
            "name": .string(name), "label": .string(label), "description": .string(description), "version": 1,
            "beta": false, "theme": .string(theme), "language": .string(language), "public": false,
            "approved": false, "global": false, "countries": countries.map { JSON($0) } ?? .null,
            "created": .string(created), "manifestVersion": 2, "docs": JSON(docs), "published": JSON(published),
            "changed": .bool(changed), "updated": .string(updated),
        ]
    }
}
