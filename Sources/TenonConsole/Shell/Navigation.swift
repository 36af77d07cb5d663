// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Where a person can go from every page.
enum Navigation {
    /// A page that stands in the navigation; its name is that of its text under `navigation`.
    enum Place: String, CaseIterable {
        case connections, links, playground, account, teams, people, tokens, installations, definitions, webhooks,
            audit, server

        var path: String { "/\(rawValue)" }

        /// The name of its picture.
        var icon: String { self == .server ? "pulse" : rawValue }

        /// Whether only an owner of the organization has business there.
        var isOwners: Bool { [.people, .webhooks, .audit, .server].contains(self) }
    }

    struct Item {
        let label: String
        let href: String
        /// Of its picture.
        let name: String
        let isCurrent: Bool
    }

    struct Group {
        let label: String
        let items: [Item]
    }

    /// The places by group, in order.
    private static let places: [(name: String, places: [Place])] = [
        ("accounts", [.connections, .links, .playground]),
        ("administration", [.teams, .people, .installations, .definitions, .webhooks, .audit, .server]),
        ("you", [.tokens, .account]),
    ]

    /// The page that `/` leads to.
    static let home = "/connections"

    static func groups(for principal: Principal, current: Place?, strings: Strings) -> [Group] {
        let isOwner = principal.user.organizationRole == .owner
        return places.compactMap { name, places in
            let items = places.filter { isOwner || !$0.isOwners }.map { place in
                Item(
                    label: strings("navigation.\(place.rawValue)"), href: place.path, name: place.icon,
                    isCurrent: place == current)
            }
            return items.isEmpty ? nil : Group(label: strings("navigation.\(name)"), items: items)
        }
    }
}
