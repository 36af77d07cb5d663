// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
internal import TenonJSON

/// An app that is made of all its texts at once.
extension Definitions {
    /// An app that was just made, with its connection types.
    package struct Imported: Sendable {
        package let app: CustomApp
        /// In the order of the source.
        package let connections: [AppConnection]
        /// What its author should look at, in the texts under the names that the server gave.
        package let warnings: [Finding]
        /// Whether a connection had a `common` that says something.
        package let leavesCommonOut: Bool
    }

    /// Makes an app with its base, its connection types and their sections; the server gives the names.
    ///
    /// The names of `source` are wishes: that of the app counts as in ``create(_:faults:for:)``, those of its connections
    /// only in findings about them. A connection without a name is given one, a connection without a label has the app's.
    /// `common` is the organization's own: it is not looked at, not stored, and warned of. `faults` are those the caller
    /// found already.
    ///
    /// - Throws: ``TenonError`` `validationFailed` with everything that is wrong with the texts, or when there are no
    ///   connections or more than ``CustomApp/connectionsMax``; `conflict` when the organization has too many apps. No app
    ///   is kept then; only a server that ends in between leaves a draft that is incomplete.
    package func importApp(
        _ source: AppSource, description: String? = nil, faults: Faults = Faults(), for caller: Caller
    ) async throws -> Imported {
        try caller.principal.requireOrganizationOwner()
        let whole = Self.completed(source)
        let form = AppForm(
            name: whole.name, label: whole.label.isEmpty ? nil : whole.label, description: description,
            theme: whole.theme.isEmpty ? nil : whole.theme,
            documentation: whole.documentation.flatMap { $0.isEmpty ? nil : $0 })
        var faults = faults
        Self.checkNew(form, into: &faults)
        // One that has the app's label was checked with that.
        for (index, connection) in source.connections.prefix(CustomApp.connectionsMax).enumerated()
        where !connection.label.isEmpty {
            DisplayName.check(connection.label, as: "connections[\(index)].label", into: &faults)
        }
        try faults.check()
        try Self.refuse(Self.findings(in: whole))
        let app = try await insert(form, base: whole.base, for: caller)
        do {
            var connections: [AppConnection] = []
            for connection in whole.connections {
                connections.append(try await insert(connection, of: app.name, for: caller))
            }
            return Imported(source, whole, as: try await self.app(app.name, for: caller), connections)
        } catch {
            // Also for a request that was given up, whose own task may write no more; the first failure is the one to
            // tell of, whatever becomes of this.
            await Task { _ = try? await delete(app.name, for: caller) }.value
            throw error
        }
    }

    /// The source with names and labels for what has none, and without any `common`.
    private static func completed(_ source: AppSource) -> AppSource {
        var whole = source
        whole.name = NameWish(source.name.isEmpty ? source.label : source.name).slug
        let given = Set(source.connections.map(\.name))
        var free = NameWish.connections(of: whole.name, except: given)[...]
        whole.connections = source.connections.map { connection in
            var connection = connection
            if connection.name.isEmpty { connection.name = free.popFirst() ?? "" }
            if connection.label.isEmpty { connection.label = source.label }
            connection.sections[.common] = nil
            return connection
        }
        return whole
    }

    private static func findings(in source: AppSource) -> [Finding] {
        guard !source.connections.isEmpty else { return [Finding(file: AppSource.appFile, .noTypes)] }
        guard source.connections.count <= CustomApp.connectionsMax else {
            let most = String(CustomApp.connectionsMax)
            return [Finding(file: AppSource.appFile, .tooManyConnections, ["count": most])]
        }
        return source.compose(version: 1).findings
    }
}

extension Definitions.Imported {
    /// `source` is what was given, `whole` what was made of it.
    fileprivate init(_ source: AppSource, _ whole: AppSource, as app: CustomApp, _ connections: [AppConnection]) {
        var named = whole
        named.name = app.name
        named.connections = zip(whole.connections, connections).map { connection, made in
            var connection = connection
            connection.name = made.name
            return connection
        }
        let leftOut = zip(source.connections, named.connections).filter { connection, _ in
            connection.sections[.common].map { !Self.isHollow($0) } ?? false
        }.map { _, connection in
            Finding(
                file: connection.file(.common), severity: .warning,
                Sentence(of: Finding.Name.commonOfInstallation, ["name": connection.name]))
        }
        self.init(
            app: app, connections: connections,
            warnings: named.compose(version: 1).findings.filter { $0.severity == .warning } + leftOut,
            leavesCommonOut: !leftOut.isEmpty)
    }

    /// Whether the text of a `common` says nothing, as most of Make's.
    private static func isHollow(_ text: String) -> Bool {
        guard text.contains(where: { !$0.isWhitespace }) else { return true }
        // What cannot be read might say something.
        guard let json = try? JSONReader.read(text, options: .init(allowsComments: true)) else { return false }
        return json.isNull || json.string?.isEmpty ?? json.object?.isEmpty ?? false
    }
}
