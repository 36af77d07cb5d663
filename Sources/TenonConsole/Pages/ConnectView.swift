// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine

/// What the page behind a link for a guest shows: who asks, for what, and what has to be entered.
struct ConnectView {
    let title: String
    let typeLabel: String
    let tile: Tile
    let brandName: String
    let brandTile: Tile
    let brandColour: String?
    /// The address of the style sheet with the brand's colour.
    let brandSheet: String?
    let asks: String
    let belongs: String
    let hasScopes: Bool
    let scopes: [String]
    let hasFaults: Bool
    let faults: [String]
    let fields: [FieldView]
    let advanced: FieldGroup?
    let action: String
    let expires: String

    /// The fields are called as the parameters are: the page has no other of its own.
    static let fieldPrefix = ""

    init(
        _ invitation: Links.Invitation, entered: [String: String] = [:], faults: [String] = [], strings: Strings
    ) {
        let (link, type) = (invitation.link, invitation.type)
        title = strings("connect.title", ["type": type.label])
        typeLabel = type.label
        tile = Tile(type, label: type.label)
        brandName = link.brandName ?? invitation.organizationName
        brandColour = link.brandColor
        brandTile = Tile(colour: link.brandColor ?? "#6d727d", label: brandName)
        brandSheet = link.brandColor.map { BrandPages.path(of: $0) }
        asks = strings("connect.asks", ["type": type.label])
        belongs = strings("connect.belongs", ["name": link.name, "team": invitation.teamName])
        let asked = type.defaultScopes + link.scopes.filter { !type.defaultScopes.contains($0) }
        scopes = asked.map { type.scopeName($0) ?? $0 }
        hasScopes = !asked.isEmpty
        self.faults = faults
        hasFaults = !faults.isEmpty
        let parameters = link.connectionID == nil ? type.parameters.filter { $0.kind != .hidden } : []
        let shown = { (parameter: Parameter) in
            FieldView(parameter, entered: entered[parameter.name], prefix: ConnectView.fieldPrefix)
        }
        fields = parameters.filter { !$0.isAdvanced }.map(shown)
        let rest = parameters.filter(\.isAdvanced).map(shown)
        advanced = rest.isEmpty ? nil : FieldGroup(fields: rest)
        action = strings(type.needsPerson ? "connect.continue" : "connect.action", ["type": type.label])
        expires = strings("connect.expires", ["date": Moment.date(link.expiresAt, strings: strings)])
    }
}

/// What a guest sees whose credential needed no provider's page.
struct ConnectedView {
    let title: String
    let state: String
    let tone: String
    let text: String
    let returnUrl: String?

    init(_ invitation: Links.Invitation, isGood: Bool?, strings: Strings) {
        returnUrl = invitation.link.returnURL
        let values = ["type": invitation.type.label, "team": invitation.teamName]
        let name: String
        switch isGood {
        case true?: (name, tone) = ("good", "good")
        case false?: (name, tone) = ("bad", "bad")
        case nil: (name, tone) = ("unknown", "")
        }
        state = strings("connected.\(name).state")
        title = strings("connected.\(name).title", values)
        text = strings("connected.\(name).text", values)
    }
}
