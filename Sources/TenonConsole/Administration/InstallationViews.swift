// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonJSON

/// What the list of the organization's clients shows.
struct InstallationListView {
    struct Row {
        let type: String
        let label: String
        let tile: Tile
        let clientId: String?
        let updated: String?
    }

    let rows: [Row]
    let hasRows: Bool
    let canChange: Bool

    init(types: [ConnectionType], stored: [Installations.View], canChange: Bool, strings: Strings) {
        let byType = Dictionary(stored.map { ($0.type, $0) }) { first, _ in first }
        let rows = types.map { type in
            let found = byType[type.name]
            return Row(
                type: type.name, label: type.label, tile: Tile(type, label: type.label),
                clientId: found.map { $0.shown["clientId"]?.string ?? strings("installations.stored") },
                updated: found.map { Moment.date($0.updatedAt, strings: strings) })
        }
        // Those that are set come first, each part by its label.
        self.rows = rows.sorted { one, other in
            (one.clientId == nil ? 1 : 0, one.label) < (other.clientId == nil ? 1 : 0, other.label)
        }
        hasRows = !rows.isEmpty
        self.canChange = canChange
    }
}

/// What the page of one client shows.
struct InstallationView {
    let type: String
    let label: String
    let redirectUri: String
    let clientId: String
    let hasSecret: Bool
    let isStored: Bool
    let hasFaults: Bool
    let faults: [String]

    init(
        type: ConnectionType, stored: Installations.View?, redirectURI: String, clientID: String?, error: TenonError?,
        strings: Strings
    ) {
        self.type = type.name
        label = type.label
        redirectUri = redirectURI
        clientId = clientID ?? stored?.shown["clientId"]?.string ?? ""
        hasSecret = stored?.secretNames.contains("clientSecret") ?? false
        isStored = stored != nil
        hasFaults = error != nil
        faults = strings.sentences(of: error)
    }
}
