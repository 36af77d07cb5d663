// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A stored connection as the API shows it: never with its credential.
public struct Connection: Hashable, Sendable {
    /// The connection's number.
    public var id: Int64
    /// The name people gave it.
    public var name: String
    /// The connection type's name: `google`.
    public var accountName: String
    /// The connection type's label: `Google`.
    public var accountLabel: String
    /// The custom app the type belongs to, `nil` for a built-in type.
    public var packageName: String?
    /// The time by which a person must authorize again (ISO 8601), or `nil`.
    public var expire: String?
    /// What a person recognises the account by.
    public var metadata: ConnectionMetadata?
    /// The team that owns the connection.
    public var teamId: Int64
    /// The type's colour: `#fecd5f`.
    public var theme: String
    /// Whether the type has a newer definition than the one the connection was made with.
    public var upgradeable: Bool
    /// How many scopes the third party granted.
    public var scopesCnt: Int64
    /// Whether the connection holds the scopes the list was asked about.
    public var scoped: Bool
    /// `oauth` or `basic`.
    public var accountType: String
    /// Whether any value of the connection can be changed.
    public var editable: Bool
    /// The third party's identifier of the account.
    public var uid: AccountUID?
    /// The granted scopes; `nil` where the answer does not tell them.
    public var scopes: [ConnectionScope]?
    /// The on-premises agent (a UUID), or `nil`.
    public var connectedSystemId: String?
    /// The organization of the team; `nil` where the answer does not tell it.
    public var organizationId: Int64?
    /// Who made the connection; in lists of the `live` dialect only.
    public var authorId: Int64?
    /// How many scenarios name the connection; in lists of the `live` dialect only.
    public var scenarioUsages: Int64?

    /// Makes a connection's body.
    public init(
        id: Int64, name: String, accountName: String, accountLabel: String, packageName: String? = nil,
        expire: String? = nil, metadata: ConnectionMetadata? = nil, teamId: Int64, theme: String,
        upgradeable: Bool = false, scopesCnt: Int64 = 0, scoped: Bool = true, accountType: String,
        editable: Bool = false, uid: AccountUID? = nil, scopes: [ConnectionScope]? = nil,
        connectedSystemId: String? = nil, organizationId: Int64?, authorId: Int64? = nil, scenarioUsages: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.accountName = accountName
        self.accountLabel = accountLabel
        self.packageName = packageName
        self.expire = expire
        self.metadata = metadata
        self.teamId = teamId
        self.theme = theme
        self.upgradeable = upgradeable
        self.scopesCnt = scopesCnt
        self.scoped = scoped
        self.accountType = accountType
        self.editable = editable
        self.uid = uid
        self.scopes = scopes
        self.connectedSystemId = connectedSystemId
        self.organizationId = organizationId
        self.authorId = authorId
        self.scenarioUsages = scenarioUsages
    }
}

// MARK: - On the wire

extension Connection {
    /// The answers that carry a connection; each shows a little more or less of it.
    package enum View: Sendable, CaseIterable {
        case listed, shown, created, renamed
    }

    /// A member of the wire; `scopesCount` stands for the creation's `scopes`, which is a number.
    private enum Column: String, CaseIterable {
        case id, name, accountName, accountLabel, packageName, expire, metadata, teamId, theme, upgradeable
        case scopesCount, scopesCnt, scoped, accountType, editable, uid, scopes, connectedSystemId, organizationId
        case authorId, scenarioUsages

        var name: String { self == .scopesCount ? "scopes" : rawValue }

        func isShown(in view: View, _ dialect: Dialect) -> Bool {
            switch self {
            case .scopesCount: view == .created && dialect.creationCountsScopes
            case .scopes: view == .shown
            case .authorId, .scenarioUsages: view == .listed && dialect.listNamesAuthorAndUsages
            default: true
            }
        }
    }

    /// The names of the members that ``json(_:in:)`` gives, in their order.
    package static func columns(_ view: View, in dialect: Dialect) -> [String] {
        Column.allCases.filter { $0.isShown(in: view, dialect) }.map(\.name)
    }

    package func json(_ view: View, in dialect: Dialect) -> JSONObject {
        var object: [JSONObject.Member] = []
        object.reserveCapacity(Column.allCases.count)
        for column in Column.allCases where column.isShown(in: view, dialect) {
            object.append(.init(name: column.name, value: value(column)))
        }
        return JSONObject(object)
    }

    private func value(_ column: Column) -> JSON {
        switch column {
        case .id: JSON(id)
        case .name: .string(name)
        case .accountName: .string(accountName)
        case .accountLabel: .string(accountLabel)
        case .packageName: JSON(packageName)
        case .expire: JSON(expire)
        case .metadata: metadata?.json ?? .null
        case .teamId: JSON(teamId)
        case .theme: .string(theme)
        case .upgradeable: .bool(upgradeable)
        case .scopesCount, .scopesCnt: JSON(scopesCnt)
        case .scoped: .bool(scoped)
        case .accountType: .string(accountType)
        case .editable: .bool(editable)
        case .uid: uid?.json ?? .null
        case .scopes: .array((scopes ?? []).map(\.json))
        case .connectedSystemId: JSON(connectedSystemId)
        case .organizationId: JSON(organizationId)
        case .authorId: JSON(authorId)
        case .scenarioUsages: JSON(scenarioUsages)
        }
    }

    /// Reads a connection out of any of the answers, in either dialect.
    package init(json: JSON) throws {
        let body = try BodyReader(json)
        let scopes = body.value("scopes")
        self.init(
            id: try body.int("id"), name: try body.text("name"), accountName: try body.text("accountName"),
            accountLabel: try body.text("accountLabel"), packageName: try body.optionalText("packageName"),
            expire: try body.optionalText("expire"),
            metadata: try body.optionalBody("metadata", ConnectionMetadata.init(json:)),
            teamId: try body.int("teamId"), theme: try body.text("theme"), upgradeable: try body.bool("upgradeable"),
            scopesCnt: try body.optionalInt("scopesCnt") ?? scopes?.int ?? Int64(scopes?.array?.count ?? 0),
            scoped: try body.optionalBool("scoped") ?? true, accountType: try body.text("accountType"),
            editable: try body.bool("editable"), uid: try body.optionalBody("uid", AccountUID.init(json:)),
            scopes: scopes?.array == nil ? nil : try body.bodies("scopes", ConnectionScope.init(json:)),
            connectedSystemId: try body.optionalText("connectedSystemId"),
            organizationId: try body.optionalInt("organizationId"), authorId: try body.optionalInt("authorId"),
            scenarioUsages: try body.optionalInt("scenarioUsages"))
    }
}
