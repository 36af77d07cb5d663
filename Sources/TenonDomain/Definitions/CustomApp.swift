// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// An organization's own app: definitions of connection types that are edited here and published.
package struct CustomApp: Sendable, Hashable {
    /// How many apps an organization may have.
    package static let perOrganizationMax = 100
    /// How many connection types an app may have.
    package static let connectionsMax = 20
    /// How many published versions of an app are kept.
    package static let versionsMax = 100

    /// Unique in the installation, given by the server and never given again.
    package let name: String
    package let organizationID: OrganizationID
    package var label: String
    package var description: String
    /// A colour such as `#4a154b`.
    package var theme: String
    /// The vendor's page that the facts come from.
    package var documentation: String?
    package var language: String
    /// A list of texts, or null for all.
    package var countries: JSON
    /// The newest published version; 0 when there is none.
    package let publishedVersion: Int
    /// Counts the changes of the draft.
    package let revision: Int64
    /// The revision that was published last; 0 when none was.
    package let publishedRevision: Int64
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(
        name: String, organizationID: OrganizationID, label: String, description: String, theme: String,
        documentation: String?, language: String, countries: JSON, publishedVersion: Int, revision: Int64,
        publishedRevision: Int64 = 0, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.name = name
        self.organizationID = organizationID
        self.label = label
        self.description = description
        self.theme = theme
        self.documentation = documentation
        self.language = language
        self.countries = countries
        self.publishedVersion = publishedVersion
        self.revision = revision
        self.publishedRevision = publishedRevision
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Whether the draft was changed since the newest version was published, if there is one.
    package var hasUnpublishedChanges: Bool { revision != publishedRevision }
}

/// A connection type of a custom app, as it is drafted.
package struct AppConnection: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable { case oauth, basic }

    /// The wire's `accountName`: unique in the installation, given by the server and never given again.
    package let name: String
    package let app: String
    package let organizationID: OrganizationID
    package var label: String
    package let kind: Kind

    package init(name: String, app: String, organizationID: OrganizationID, label: String, kind: Kind) {
        self.name = name
        self.app = app
        self.organizationID = organizationID
        self.label = label
        self.kind = kind
    }
}

/// Everything of an app that would be published now.
package struct AppDraft: Sendable, Hashable {
    package struct Connection: Sendable, Hashable {
        package let connection: AppConnection
        /// JSONC texts by the name of their section.
        package var sections: [String: String]

        package init(connection: AppConnection, sections: [String: String]) {
            self.connection = connection
            self.sections = sections
        }
    }

    package var app: CustomApp
    /// JSONC.
    package var base: String
    /// By name.
    package var connections: [Connection]

    package init(app: CustomApp, base: String, connections: [Connection]) {
        self.app = app
        self.base = base
        self.connections = connections
    }
}

/// A published version of an app; it never changes.
package struct AppVersion: Sendable, Hashable {
    package let app: String
    package let version: Int
    package let publishedBy: UserID
    package let publishedAt: Timestamp

    package init(app: String, version: Int, publishedBy: UserID, publishedAt: Timestamp) {
        self.app = app
        self.version = version
        self.publishedBy = publishedBy
        self.publishedAt = publishedAt
    }
}

/// A published version of an app with all that is in it, for the catalogue.
package struct PublishedApp: Sendable, Hashable {
    package let app: String
    package let organizationID: OrganizationID
    package let version: Int
    /// The whole app as JSON text.
    package let source: String
    /// The connection types that the app still has.
    package let types: Set<String>

    package init(app: String, organizationID: OrganizationID, version: Int, source: String, types: Set<String>) {
        self.app = app
        self.organizationID = organizationID
        self.version = version
        self.source = source
        self.types = types
    }
}
