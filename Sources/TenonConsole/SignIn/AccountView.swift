// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonHTTP

/// What the account page shows.
struct AccountView {
    struct Role {
        let name: String
        let role: String
    }

    struct Row {
        let id: String
        let browser: String
        let address: String
        let began: String
        let beganText: String
        let seen: String
        let seenText: String
        let isThis: Bool
    }

    let role: String
    let hasTeams: Bool
    let teams: [Role]
    let sessions: [Row]
    let hasPassword: Bool
    let hasFaults: Bool
    let faults: [String]

    init(
        call: PersonCall, teams: [Team], sessions: [Session], hasPassword: Bool, error: TenonError?, strings: Strings
    ) {
        role = strings("account.\(call.principal.user.organizationRole.rawValue)")
        self.teams = teams.compactMap { team in
            call.principal.roles[team.id].map { Role(name: team.name, role: $0.label) }
        }
        hasTeams = !self.teams.isEmpty
        self.hasPassword = hasPassword
        hasFaults = error != nil
        faults = strings.sentences(of: error)
        self.sessions = sessions.map { session in
            Row(
                id: session.id.description,
                browser: AccountView.browser(session.userAgent) ?? strings("account.unknownBrowser"),
                address: session.address ?? "–", began: session.createdAt.iso8601,
                beganText: session.createdAt.shortText, seen: session.seenAt.iso8601,
                seenText: session.seenAt.shortText, isThis: session.id == call.person.session.id)
        }
    }

    /// The browser's name and system, as far as they can be told from what it says of itself.
    static func browser(_ userAgent: String?) -> String? {
        guard let userAgent else { return nil }
        // The order matters: most browsers claim to be several others as well.
        let names = [
            ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("HeadlessChrome/", "Chrome"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
        ]
        let systems = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
        ]
        guard let name = names.first(where: { userAgent.contains($0.0) })?.1 else { return nil }
        guard let system = systems.first(where: { userAgent.contains($0.0) })?.1 else { return name }
        return "\(name), \(system)"
    }
}

extension Timestamp {
    /// `2026-11-25 07:03`, in UTC; scripts show the reader's own time.
    var shortText: String { "\(iso8601.prefix(10)) \(iso8601.dropFirst(11).prefix(5)) UTC" }
}
