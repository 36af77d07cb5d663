// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonHTTP
internal import TenonJSON

/// The body of `POST /api/v2/sdk/apps/import`: an app with all its texts.
struct AppImportBody {
    private static let members: Set<String> = [
        "name", "label", "description", "theme", "docs", "base", "connections",
    ]

    let source: AppSource
    let description: String?

    /// Reads the body; what is missing, unknown or of another kind is a fault of `input`.
    init(_ input: inout Input) {
        for name in input.body?.names ?? [] where !Self.members.contains(name) {
            input.faults.add(.unknownParameter, ["parameter": name])
        }
        description = input.optionalText(body: "description")
        source = AppSource(
            name: input.optionalText(body: "name") ?? "", label: input.optionalText(body: "label") ?? "",
            theme: input.optionalText(body: "theme") ?? "", documentation: input.optionalText(body: "docs"),
            base: input.optionalText(body: "base") ?? "", connections: Self.connections(&input))
    }

    private static func connections(_ input: inout Input) -> [ConnectionSource] {
        guard let body = input.body else { return [] }
        guard let value = body["connections"], !value.isNull else {
            input.faults.missing("connections")
            return []
        }
        guard let elements = value.array else {
            input.faults.invalid("connections", "must be an array of objects, not \(value.kind)")
            return []
        }
        // One more than may be is enough to be refused.
        return elements.prefix(CustomApp.connectionsMax + 1).enumerated().map { index, element in
            connection(element, at: "connections[\(index)]", &input.faults)
        }
    }

    /// One connection; `place` is what faults call it.
    private static func connection(_ json: JSON, at place: String, _ faults: inout Faults) -> ConnectionSource {
        var source = ConnectionSource(name: "", label: "", kind: .basic)
        guard let object = json.object else {
            faults.invalid(place, "must be an object, not \(json.kind)")
            return source
        }
        for name in object.names where !["name", "label", "type", "sections"].contains(name) {
            faults.add(.unknownParameter, ["parameter": "\(place).\(name)"])
        }
        source.name = text(object["name"], "\(place).name", &faults) ?? ""
        source.label = text(object["label"], "\(place).label", &faults) ?? ""
        if let value = object["type"], !value.isNull {
            if let kind = value.string.flatMap({ ConnectionType.Kind(rawValue: $0) }) {
                source.kind = kind
            } else {
                faults.invalid("\(place).type", "must be one of 'oauth', 'basic'")
            }
        } else {
            faults.missing("\(place).type")
        }
        source.sections = sections(object["sections"], "\(place).sections", &faults)
        return source
    }

    private static func sections(
        _ json: JSON?, _ place: String, _ faults: inout Faults
    ) -> [ConnectionSection: String] {
        guard let json, !json.isNull else { return [:] }
        guard let object = json.object else {
            faults.invalid(place, "must be an object, not \(json.kind)")
            return [:]
        }
        var sections: [ConnectionSection: String] = [:]
        for member in object {
            guard let section = ConnectionSection(rawValue: member.name) else {
                faults.add(.unknownParameter, ["parameter": "\(place).\(member.name)"])
                continue
            }
            sections[section] = text(member.value, "\(place).\(member.name)", &faults)
        }
        return sections
    }

    /// The text; `nil` when it is missing or `null`.
    private static func text(_ json: JSON?, _ name: String, _ faults: inout Faults) -> String? {
        guard let json, !json.isNull else { return nil }
        if json.string == nil { faults.invalid(name, "must be text, not \(json.kind)") }
        return json.string
    }
}
