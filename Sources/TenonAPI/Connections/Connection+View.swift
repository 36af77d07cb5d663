// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonJSON
internal import TenonWire

extension TenonWire.Connection {
    /// The colour of a connection whose type is no longer in the catalogue.
    private static let themeOfUnknown = "#808080"

    /// The wire's members of a connection; `usages` is how many scenarios name it.
    init(_ view: ConnectionView, in dialect: Dialect, usages: Int = 0) {
        let connection = view.connection
        let type = view.type
        self.init(
            id: connection.id.rawValue, name: connection.name, accountName: connection.type,
            accountLabel: view.typeLabel, packageName: type?.packageName,
            expire: connection.identity.expiresAt?.iso8601,
            metadata: connection.identity.metadata.map {
                ConnectionMetadata(value: $0.value, type: $0.kind.rawValue)
            },
            teamId: connection.teamID.rawValue, theme: type?.theme ?? Self.themeOfUnknown,
            upgradeable: view.isUpgradeable,
            scopesCnt: Int64(connection.grantedScopes.count), scoped: view.isScoped,
            accountType: type?.kind.rawValue ?? "basic", editable: view.isEditable,
            uid: AccountUID(connection.identity.uid, in: dialect),
            scopes: connection.grantedScopes.map {
                ConnectionScope(id: $0, name: type?.scopeName($0), account: connection.type)
            },
            connectedSystemId: connection.connectedSystemID, organizationId: connection.organizationID.rawValue,
            authorId: connection.createdBy.rawValue, scenarioUsages: Int64(usages))
    }
}

extension AccountUID {
    /// The provider's id as a verification kept it: text, or a number of any length.
    init?(_ json: JSON?, in dialect: Dialect) {
        switch json {
        case .string(let text): self.init(text, in: dialect)
        case .number(let number): self.init(number.text, in: dialect)
        default: return nil
        }
    }
}
