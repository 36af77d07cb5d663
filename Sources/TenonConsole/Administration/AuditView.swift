// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonEngine
internal import TenonJSON

/// What the audit log shows.
struct AuditView {
    struct Row {
        let sequence: String
        let at: String
        let atText: String
        /// What happened and who did it, in words.
        let words: String
        let action: String
        let address: String
        let subject: String?
        let details: String
    }

    /// What came of the check of the chain.
    struct Verdict {
        let isGood: Bool
        let tone: String
        let text: String
    }

    let rows: [Row]
    let hasRows: Bool
    let actions: [Choice]
    let people: [Choice]
    let teams: [Choice]
    let subject: String
    let from: String
    let to: String
    let isNarrowed: Bool
    let next: String?
    let verdict: Verdict?

    init(
        query: AuditQuery, found: [AuditEvent], people: [User], teams: [Team], chain: AuditVerifier.Chain?,
        strings: Strings
    ) {
        let words = AuditWords(
            people: Dictionary(people.map { ($0.id, $0.name) }) { first, _ in first }, strings: strings)
        let shown = found.prefix(AuditPages.rowsMax)
        rows = shown.map { event in
            let draft = event.draft
            return Row(
                sequence: String(event.sequence), at: draft.at.iso8601, atText: draft.at.shortText,
                words: words.words(event), action: draft.action.rawValue,
                address: draft.actor.address ?? "–", subject: draft.subject,
                details: AuditView.text(of: draft.details))
        }
        hasRows = !rows.isEmpty
        next = found.count > AuditPages.rowsMax ? shown.last.map { query.path(behind: $0.sequence) } : nil
        func every(_ name: String, _ isChosen: Bool) -> Choice {
            Choice(value: "", label: strings(name), isChosen: isChosen)
        }
        actions =
            [every("auditLog.anyAction", query.action == nil)]
            + AuditAction.allCases.map {
                Choice(value: $0.rawValue, label: $0.rawValue, isChosen: $0 == query.action)
            }
        self.people =
            [every("auditLog.anybody", query.user == nil)]
            + people.map { Choice(value: $0.id.description, label: $0.name, isChosen: $0.id == query.user) }
        self.teams =
            [every("auditLog.anyTeam", query.team == nil)]
            + teams.map { Choice(value: $0.id.description, label: $0.name, isChosen: $0.id == query.team) }
        (subject, from, to, isNarrowed) = (query.subject, query.from, query.to, query.isNarrowed)
        verdict = chain.map { chain in
            guard let damage = chain.damage else {
                return Verdict(
                    isGood: true, tone: "good", text: strings("auditLog.whole", ["count": String(chain.events)]))
            }
            return Verdict(
                isGood: false, tone: "bad",
                text: strings(
                    "auditLog.broken", ["sequence": String(damage.sequence), "reason": strings(damage.sentence)]))
        }
    }

    /// `method: GET, count: 3`.
    private static func text(of details: JSONObject) -> String {
        details.map { member in
            let value = member.value.array?.compactMap(\.string).joined(separator: " ")
            return "\(member.name): \(value ?? member.value.string ?? member.value.text())"
        }.joined(separator: ", ")
    }
}
