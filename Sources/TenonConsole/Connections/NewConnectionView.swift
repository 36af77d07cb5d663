// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain

/// The form for a new connection.
struct NewConnectionView {
    struct Scope {
        let id: String
        let name: String
        let isDefault: Bool
        let isChosen: Bool
    }

    /// What the person has entered so far.
    struct Entered {
        var name = ""
        var team: TeamID?
        var values: [String: String] = [:]
        var scopes: [String] = []
        var scopesText = ""
    }

    let type: String
    let typeLabel: String
    let tile: Tile
    let heading: String
    let intro: String
    let documentation: String?
    let needsPerson: Bool
    let hasTeams: Bool
    let teams: [Choice]
    let name: String
    let fields: [FieldView]
    let advanced: FieldGroup?
    let hasScopes: Bool
    let areScopesOpen: Bool
    let scopes: [Scope]
    /// For a type that takes any scope.
    let takesScopes: Bool
    let scopesText: String
    let submit: String
    let canSaveAnyway: Bool
    let hasFaults: Bool
    let faults: [String]
    let answer: ConnectionDetailView.Answer?

    init(
        _ type: ConnectionType, teams: [Team], entered: Entered, faults: [String] = [],
        answer: ConnectionDetailView.Answer? = nil, strings: Strings
    ) {
        self.type = type.name
        typeLabel = type.label
        tile = Tile(type, label: type.label)
        let values = ["type": type.label]
        heading = strings("new.heading", values)
        needsPerson = type.needsPerson
        let hasSecret = type.parameters.contains(where: \.isSecret)
        intro = strings(type.needsPerson ? "new.introPerson" : hasSecret ? "new.introSecret" : "new.intro", values)
        documentation = type.documentation
        hasTeams = teams.count > 1
        self.teams = Choice.teams(teams, chosen: entered.team)
        name = entered.name
        let parameters = type.parameters.filter { $0.kind != .hidden }
        let shown = { (parameter: Parameter) in FieldView(parameter, entered: entered.values[parameter.name]) }
        fields = parameters.filter { !$0.isAdvanced }.map(shown)
        let rest = parameters.filter(\.isAdvanced).map(shown)
        advanced = rest.isEmpty ? nil : FieldGroup(fields: rest)
        let isOAuth = type.kind == .oauth
        let known = isOAuth ? type.scopes : []
        scopes = known.map { scope in
            Scope(
                id: scope.id, name: scope.name ?? scope.id, isDefault: type.defaultScopes.contains(scope.id),
                isChosen: entered.scopes.contains(scope.id))
        }
        hasScopes = !scopes.isEmpty
        areScopesOpen = !entered.scopes.isEmpty
        takesScopes = isOAuth && known.isEmpty
        scopesText = entered.scopesText
        submit = strings(type.needsPerson ? "new.continue" : "new.verifyAndSave", values)
        canSaveAnyway = !type.needsPerson
        self.faults = faults
        hasFaults = !faults.isEmpty
        self.answer = answer
    }
}
