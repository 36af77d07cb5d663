// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// An app's texts as one JSON value, which is how a published version is kept.
extension AppSource {
    package var json: JSON {
        [
            "name": .string(name), "label": .string(label), "theme": .string(theme),
            "documentation": JSON(documentation), "base": .string(base),
            "connections": .array(connections.map(\.json)),
        ]
    }

    /// Reads what ``json`` wrote; `nil` when it is something else.
    package init?(json: JSON) {
        guard let name = json["name"]?.string, let label = json["label"]?.string, let theme = json["theme"]?.string,
            let base = json["base"]?.string, let connections = json["connections"]?.array
        else { return nil }
        let sources = connections.compactMap { ConnectionSource(json: $0) }
        guard sources.count == connections.count else { return nil }
        self.init(
            name: name, label: label, theme: theme, documentation: json["documentation"]?.string, base: base,
            connections: sources)
    }
}

extension ConnectionSource {
    fileprivate var json: JSON {
        let texts = ConnectionSection.allCases.compactMap { section in
            sections[section].map { JSONObject.Member(name: section.rawValue, value: .string($0)) }
        }
        return [
            "name": .string(name), "label": .string(label), "kind": .string(kind.rawValue),
            "sections": .object(JSONObject(texts)),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let name = json["name"]?.string, let label = json["label"]?.string,
            let kind = json["kind"]?.string.flatMap({ ConnectionType.Kind(rawValue: $0) }),
            let texts = json["sections"]?.object
        else { return nil }
        var sections: [ConnectionSection: String] = [:]
        for text in texts {
            guard let section = ConnectionSection(rawValue: text.name), let value = text.value.string else {
                return nil
            }
            sections[section] = value
        }
        self.init(name: name, label: label, kind: kind, sections: sections)
    }
}
