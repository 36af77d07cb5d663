// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A connection type of an organization's own app.
public struct AppConnection: Hashable, Sendable {
    /// The name that the server gave it: connections are made with it as their `accountType`.
    public var name: String
    /// What people call it.
    public var label: String
    /// `oauth` or `basic`.
    public var type: String

    /// Makes the body of a connection type.
    public init(name: String, label: String, type: String) {
        self.name = name
        self.label = label
        self.type = type
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        name = try body.text("name")
        label = try body.text("label")
        type = try body.text("type")
    }

    package var json: JSONObject { ["name": .string(name), "label": .string(label), "type": .string(type)] }
}

/// What was found in a definition, and where.
public struct DefinitionFinding: Hashable, Sendable, CustomStringConvertible {
    /// `error`: it cannot be used; `warning`: it can, but should be looked at.
    public var severity: String
    /// `app`, `base` or the name of a connection type, a slash and its section.
    public var file: String
    /// Counted from 1.
    public var line: Int64
    /// Counted from 1.
    public var column: Int64
    /// What is the matter, in words.
    public var message: String

    /// Makes a finding's body.
    public init(severity: String, file: String, line: Int64, column: Int64, message: String) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        severity = try body.text("severity")
        file = try body.text("file")
        line = try body.int("line")
        column = try body.int("column")
        message = try body.text("message")
    }

    package var json: JSONObject {
        [
            "severity": .string(severity), "file": .string(file), "line": JSON(line), "column": JSON(column),
            "message": .string(message),
        ]
    }

    /// As compilers write it, so that editors find the place.
    public var description: String { "\(file):\(line):\(column): \(severity): \(message)" }
}

/// A published version of an app.
public struct AppVersion: Hashable, Sendable {
    /// Counted from 1.
    public var version: Int64
    /// When it was published (ISO 8601).
    public var published: String
    /// Who published it.
    public var publishedBy: Int64

    /// Makes a version's body.
    public init(version: Int64, published: String, publishedBy: Int64) {
        self.version = version
        self.published = published
        self.publishedBy = publishedBy
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        version = try body.int("version")
        published = try body.text("published")
        publishedBy = try body.int("publishedBy")
    }

    package var json: JSONObject {
        ["version": JSON(version), "published": .string(published), "publishedBy": JSON(publishedBy)]
    }
}
