// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// What the page of people shows.
struct PeopleView {
    /// What stands in the form.
    struct Entered {
        var name = ""
        var email = ""
        var role = "member"
        var team = ""
        var teamRole = "member"
    }

    struct Row {
        let id: String
        let name: String
        let email: String
        let role: String
        let isOwner: Bool
        /// When the invitation ends, if there is one.
        let invitedUntil: String?
        let isMe: Bool
    }

    let rows: [Row]
    let entered: Entered
    let roles: [Choice]
    let teams: [Choice]
    let teamRoles: [Choice]
    let isOpen: Bool
    let hasFaults: Bool
    let faults: [String]

    init(
        people: [User], invitations: [Invitation], teams: [Team], entered: Entered, me: UserID, error: TenonError?,
        strings: Strings
    ) {
        let ends = Dictionary(invitations.map { ($0.user.id, $0.endsAt) }) { first, _ in first }
        rows = people.map { user in
            Row(
                id: user.id.description, name: user.name, email: user.email,
                role: strings("account.\(user.organizationRole.rawValue)"), isOwner: user.organizationRole == .owner,
                invitedUntil: ends[user.id].map { Moment.date($0, strings: strings) }, isMe: user.id == me)
        }
        self.entered = entered
        roles = [User.OrganizationRole.member, .owner].map {
            Choice(
                value: $0.rawValue, label: strings("account.\($0.rawValue)"), isChosen: $0.rawValue == entered.role)
        }
        self.teams =
            [Choice(value: "", label: strings("people.noTeam"), isChosen: entered.team.isEmpty)]
            + teams.map {
                Choice(
                    value: $0.id.description, label: $0.name, isChosen: $0.id.description == entered.team)
            }
        teamRoles = TeamRole.allCases.map {
            Choice(value: $0.rawValue, label: $0.label, isChosen: $0.rawValue == entered.teamRole)
        }
        isOpen = error != nil
        hasFaults = error != nil
        faults = strings.sentences(of: error)
    }
}

/// What a page shows this once: a link, or a secret that was just made.
struct InvitedView {
    let heading: String
    let text: String
    let url: String
    let backHref: String
    let backLabel: String
    /// What the value is.
    let label: String
}
