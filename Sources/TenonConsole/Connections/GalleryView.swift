// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog

/// What can be connected.
struct GalleryView {
    struct Item {
        let name: String
        let label: String
        let tile: Tile
        let kind: String
    }

    let title: String
    let intro: String
    let backLabel: String
    let back: String
    let search: String
    let hasTypes: Bool
    let types: [Item]
    /// Where a card leads: the form for a connection, or for a link.
    let target: String

    init(_ types: [ConnectionType], search: String, isForLink: Bool = false, strings: Strings) {
        self.search = search
        title = strings(isForLink ? "links.galleryTitle" : "gallery.title")
        intro = strings(isForLink ? "links.galleryIntro" : "gallery.intro")
        backLabel = strings(isForLink ? "links.title" : "connections.title")
        back = isForLink ? "/links" : "/connections"
        target = back + "/new"
        let words = search.lowercased().split(whereSeparator: \.isWhitespace)
        let found = types.filter { type in
            let text = "\(type.label) \(type.app) \(type.name)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
        let sorted = found.sorted { ($0.label.lowercased(), $0.name) < ($1.label.lowercased(), $1.name) }
        self.types = sorted.map { type in
            Item(
                name: type.name, label: type.label, tile: Tile(type, label: type.label),
                kind: strings(GalleryView.kind(type)))
        }
        hasTypes = !self.types.isEmpty
    }

    private static func kind(_ type: ConnectionType) -> String {
        if type.needsPerson { return "gallery.person" }
        return type.needsToken ? "gallery.token" : "gallery.entered"
    }
}
