// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Custom apps: their drafts, and the versions that were published.
///
/// Every change takes the audit entry that is written in the same transaction. An app of another organization is the same
/// as none.
package protocol DefinitionStore: PublishedDefinitions {
    /// An organization's apps, by name.
    func apps(of organization: OrganizationID) async throws -> [CustomApp]
    func app(_ name: String, of organization: OrganizationID) async throws -> CustomApp?
    /// The app with everything in it, from one point in time.
    func draft(of app: String, of organization: OrganizationID) async throws -> AppDraft?

    /// Makes the app under the first of `names` that was never given.
    ///
    /// - Throws: ``TenonError`` `conflict` when all were, or the organization has too many apps.
    func insert(
        _ app: CustomApp, base: String, names: [String], audit: @escaping @Sendable (String) -> AuditDraft
    ) async throws -> CustomApp

    /// Stores the label and so on, not the versions; `nil` when there is no such app.
    func update(_ app: CustomApp, at now: Timestamp, audit: AuditDraft) async throws -> CustomApp?
    /// False when there is no such app.
    func setBase(
        _ text: String, of app: String, of organization: OrganizationID, at now: Timestamp, audit: AuditDraft
    ) async throws -> Bool
    /// Deletes the app with its types, versions, and the organization's clients for them, unless connections use one.
    func delete(app: String, of organization: OrganizationID, audit: AuditDraft) async throws -> DefinitionDeletion

    /// An app's connection types, by name.
    func connections(of app: String, of organization: OrganizationID) async throws -> [AppConnection]
    func connection(_ name: String, of organization: OrganizationID) async throws -> AppConnection?
    /// Makes the type under the first of `names` that was never given.
    ///
    /// - Throws: ``TenonError`` `conflict` when all were, or the app has too many types; `notFound` without the app.
    func insert(
        _ connection: AppConnection, sections: [String: String], names: [String], at now: Timestamp,
        audit: @escaping @Sendable (String) -> AuditDraft
    ) async throws -> AppConnection
    func update(_ connection: AppConnection, at now: Timestamp, audit: AuditDraft) async throws -> AppConnection?
    /// Deletes the type, and the organization's client for it, unless connections use it.
    func delete(
        connection: String, of organization: OrganizationID, at now: Timestamp, audit: AuditDraft
    ) async throws -> DefinitionDeletion

    /// `nil` when it was never set.
    func section(_ section: String, of connection: String, of organization: OrganizationID) async throws -> String?
    /// False when there is no such type.
    func setSection(
        _ section: String, to text: String, of connection: String, of organization: OrganizationID,
        at now: Timestamp, audit: AuditDraft
    ) async throws -> Bool

    /// Adds a version, if the draft is still at that revision; returns its number.
    ///
    /// Beyond ``CustomApp/versionsMax`` the oldest that nothing was made with goes.
    ///
    /// - Throws: ``TenonError`` `conflict` when another change came first, or every version is in use.
    func publish(
        _ app: String, of organization: OrganizationID, revision: Int64, source: String, by user: UserID,
        at now: Timestamp, audit: @escaping @Sendable (Int) -> AuditDraft
    ) async throws -> Int
    /// The newest first.
    func versions(of app: String, of organization: OrganizationID) async throws -> [AppVersion]
    /// How many connections of the organization were made with which version of the type.
    func versionsInUse(ofType type: String, of organization: OrganizationID) async throws -> [(
        version: Int, count: Int
    )]
}

/// What the catalogue reads.
package protocol PublishedDefinitions: Sendable {
    /// Another number after every change of what is published.
    func publicationCount() async throws -> Int64
    /// The newest version of every app that has one, with the count that it is of.
    func newestPublications() async throws -> (count: Int64, apps: [PublishedApp])
    /// That version of the app of a connection type; `nil` when there is none.
    func publication(ofType type: String, version: Int) async throws -> PublishedApp?
}

package enum DefinitionDeletion: Sendable, Hashable {
    case deleted
    case notFound
    /// Nothing was deleted; so many connections use it.
    case inUse(Int)
}
