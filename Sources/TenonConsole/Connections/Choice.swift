// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// One of the options of a select.
struct Choice {
    let value: String
    let label: String
    let isChosen: Bool
}

extension Choice {
    /// The teams, the chosen one marked.
    static func teams(_ teams: [Team], chosen: TeamID?) -> [Choice] {
        teams.map { Choice(value: $0.id.description, label: $0.name, isChosen: $0.id == chosen) }
    }
}
