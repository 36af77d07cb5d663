// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine

/// The list of links.
struct LinkListView {
    struct Row {
        let id: String
        let name: String
        let typeLabel: String
        let tile: Tile
        let badge: Badge
        let connection: String?
        let made: Moment
        let ends: Moment
    }

    static let pageRows = 50

    let canWrite: Bool
    let hasTeams: Bool
    let teams: [Choice]
    let hasRows: Bool
    let rows: [Row]
    let hasPages: Bool
    let previous: String?
    let next: String?

    init(
        _ links: [ConnectionLink], page: Int, team: Team?, teams: [Team], types: Catalog, canWrite: Bool,
        at now: Timestamp, strings: Strings
    ) {
        self.canWrite = canWrite
        self.teams = Choice.teams(teams, chosen: team?.id)
        hasTeams = teams.count > 1
        rows = links.prefix(LinkListView.pageRows).map { link in
            let type = types.type(named: link.type, for: link.organizationID)
            let (tone, word) =
                link.connectionID != nil
                ? ("good", "used") : link.expiresAt <= now ? ("quiet", "ended") : ("info", "open")
            return Row(
                id: link.id.description, name: link.name, typeLabel: type?.label ?? link.type,
                tile: Tile(type, label: type?.label ?? link.type),
                badge: Badge(tone: tone, label: strings("links.\(word)")), connection: link.connectionID?.description,
                made: Moment(link.createdAt, now: now, strings: strings),
                ends: Moment(link.expiresAt, now: now, strings: strings))
        }
        hasRows = !rows.isEmpty
        let base = PageLink("/links").adding("team", hasTeams ? team?.id.description : nil)
        previous = page > 1 ? base.adding("page", String(page - 1)).text : nil
        next = links.count > LinkListView.pageRows ? base.adding("page", String(page + 1)).text : nil
        hasPages = previous != nil || next != nil
    }
}

/// The form for a link.
struct NewLinkView {
    struct Entered {
        var team: TeamID?
        var name = ""
        var scopes: [String] = []
        var returnURL = ""
        var days: Int64 = 7
        var brandName = ""
        var brandColour = ""
        var hasColour = false
    }

    let type: String
    let typeLabel: String
    let tile: Tile
    let heading: String
    let hasTeams: Bool
    let teams: [Choice]
    let name: String
    let hasScopes: Bool
    let scopes: [NewConnectionView.Scope]
    let returnUrl: String
    let days: String
    let brandName: String
    let brandColour: String
    let hasColour: Bool
    let organizationName: String
    let hasFaults: Bool
    let faults: [String]

    init(
        _ type: ConnectionType, teams: [Team], organizationName: String, entered: Entered, faults: [String],
        strings: Strings
    ) {
        self.type = type.name
        typeLabel = type.label
        tile = Tile(type, label: type.label)
        heading = strings("links.heading", ["type": type.label])
        self.teams = Choice.teams(teams, chosen: entered.team)
        hasTeams = teams.count > 1
        name = entered.name
        scopes = (type.kind == .oauth ? type.scopes : []).map { scope in
            NewConnectionView.Scope(
                id: scope.id, name: scope.name ?? scope.id, isDefault: type.defaultScopes.contains(scope.id),
                isChosen: entered.scopes.contains(scope.id))
        }
        hasScopes = !scopes.isEmpty
        returnUrl = entered.returnURL
        days = String(entered.days)
        brandName = entered.brandName
        brandColour = Tile.channels(of: entered.brandColour) == nil ? type.theme : entered.brandColour
        hasColour = entered.hasColour
        self.organizationName = organizationName
        self.faults = faults
        hasFaults = !faults.isEmpty
    }
}

/// A link at the only time its address is known.
struct LinkMadeView {
    let url: String
    let name: String
    let text: String

    init(_ issued: Links.Issued, typeLabel: String, strings: Strings) {
        url = issued.url.reveal()
        name = issued.link.name
        text = strings(
            "links.madeText",
            ["type": typeLabel, "date": Moment.date(issued.link.expiresAt, strings: strings)])
    }
}
