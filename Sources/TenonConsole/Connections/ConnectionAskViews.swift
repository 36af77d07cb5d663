// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine

/// What the page says before a grant is taken back.
struct AskView {
    let id: String
    let name: String
    let tile: Tile

    init(_ view: ConnectionView, strings: Strings) {
        id = view.connection.id.description
        name = view.connection.name
        tile = Tile(view.type, label: view.typeLabel)
    }
}

/// What the page says before a connection is deleted: what will break, and what becomes of the tokens.
struct DeleteView {
    struct Consumer {
        let name: String
    }

    let id: String
    let name: String
    let tile: Tile
    let title: String
    let hasUsers: Bool
    let scenarios: [Consumer]
    let callers: [Consumer]
    let revocation: String
    let action: String

    init(_ report: Connections.HealthReport, scenarios: [Scenario], strings: Strings) {
        let connection = report.connection
        id = connection.id.description
        name = connection.name
        tile = Tile(report.view.type, label: report.view.typeLabel)
        title = strings("delete.title", ["name": connection.name])
        self.scenarios = scenarios.map { Consumer(name: $0.name) }
        callers = report.usage.callers.map { caller in
            let person = caller.userName ?? strings("audit.person", ["id": caller.userID.description])
            return Consumer(name: caller.tokenLabel.map { "\($0) (\(person))" } ?? person)
        }
        hasUsers = !self.scenarios.isEmpty || !callers.isEmpty
        let hasGrant = connection.grant.refreshedAt != nil
        let canRevoke = report.view.type?.requests[.invalidate] != nil
        let word = !hasGrant ? "nothing" : canRevoke ? "asked" : "unsupported"
        revocation = strings("delete.\(word)", ["type": report.view.typeLabel])
        action = strings(hasUsers ? "delete.anyway" : "delete.action")
    }
}

/// What the page for putting another connection in a connection's place shows.
struct ReplaceView {
    let id: String
    let name: String
    let tile: Tile
    let title: String
    let hasOthers: Bool
    let others: [Choice]
    let scenarios: [DeleteView.Consumer]
    let hasFaults: Bool
    let faults: [String]

    init(_ view: ConnectionView, others: [Connection], scenarios: [Scenario], faults: [String], strings: Strings) {
        let connection = view.connection
        id = connection.id.description
        name = connection.name
        tile = Tile(view.type, label: view.typeLabel)
        title = strings("replace.title", ["name": connection.name])
        self.others = others.filter { $0.id != connection.id }.map { other in
            let account = other.identity.metadata.map { " – \($0.value)" } ?? ""
            return Choice(value: other.id.description, label: other.name + account, isChosen: false)
        }
        hasOthers = !self.others.isEmpty
        self.scenarios = scenarios.map { DeleteView.Consumer(name: $0.name) }
        self.faults = faults
        hasFaults = !faults.isEmpty
    }
}
