// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Audit entries in words.
struct AuditWords {
    /// Names by identifier; whoever is not among them is called by number.
    let people: [UserID: String]
    let strings: Strings

    /// What happened, and who did it.
    func words(_ event: AuditEvent) -> String {
        let draft = event.draft
        return strings("audit.\(draft.action.rawValue.replacing(".", with: "-"))", ["who": who(draft.actor)])
    }

    private func who(_ actor: AuditActor) -> String {
        guard let id = actor.userID else { return strings("audit.server") }
        return people[id] ?? strings("audit.person", ["id": id.description])
    }

    /// What else is on record, in a few words; `nil` when there is nothing to say.
    func detail(_ event: AuditEvent) -> String? {
        let details = event.draft.details
        var parts: [String] = []
        for name in ["method", "status", "health", "outcome", "from", "to", "name"] {
            if let value = details[name], let text = value.string ?? value.int.map({ String($0) }), !text.isEmpty {
                parts.append(text)
            }
        }
        for name in ["fields", "scopes"] {
            if let list = details[name]?.array?.compactMap(\.string), !list.isEmpty {
                parts.append(list.joined(separator: ", "))
            }
        }
        if let count = details["count"]?.int, count > 1 {
            parts.append(strings("audit.times", ["count": Int(count).grouped]))
        }
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }
}
