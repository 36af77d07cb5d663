// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// What the list of teams shows.
struct TeamListView {
    struct Row {
        let id: String
        let name: String
        let members: String
        /// The person's own role.
        let role: String?
    }

    let rows: [Row]
    let hasRows: Bool
    let canCreate: Bool
    let name: String
    let hasFaults: Bool
    let faults: [String]

    init(rows: [Row], canCreate: Bool, name: String, error: TenonError?, strings: Strings) {
        self.rows = rows
        hasRows = !rows.isEmpty
        self.canCreate = canCreate
        self.name = name
        hasFaults = error != nil
        faults = strings.sentences(of: error)
    }
}

/// What the page of a team shows.
struct TeamView {
    struct Row {
        let id: String
        let name: String
        let email: String
        let initials: String
        let role: String
        let roles: [Choice]
    }

    struct RoleText {
        let name: String
        let text: String
    }

    let name: String
    let teamId: String
    let rows: [Row]
    let hasRows: Bool
    let canChange: Bool
    /// Those who are not in the team.
    let others: [Choice]
    let hasOthers: Bool
    let roles: [Choice]
    let explained: [RoleText]

    init(
        team: Team, members: [(user: User, role: TeamRole)], people: [User], canChange: Bool, strings: Strings
    ) {
        name = team.name
        teamId = team.id.description
        self.canChange = canChange
        rows = members.map { user, role in
            Row(
                id: user.id.description, name: user.name, email: user.email, initials: Shell.initials(of: user.name),
                role: role.label,
                roles: TeamRole.allCases.map {
                    Choice(value: $0.rawValue, label: $0.label, isChosen: $0 == role)
                } + [Choice(value: "none", label: strings("teams.remove"), isChosen: false)])
        }
        hasRows = !rows.isEmpty
        let inside = Set(members.map(\.user.id))
        others = people.filter { !inside.contains($0.id) }.map {
            Choice(value: $0.id.description, label: "\($0.name) (\($0.email))", isChosen: false)
        }
        hasOthers = !others.isEmpty
        roles = TeamRole.allCases.map {
            Choice(value: $0.rawValue, label: $0.label, isChosen: $0 == .member)
        }
        explained = TeamRole.allCases.map { RoleText(name: $0.label, text: strings("roles.\($0.rawValue)")) }
    }
}
