// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonDomain
import TenonJSON
import Testing

@testable import TenonCatalog

/// An app with one connection `acme`.
func app(
    _ sections: [ConnectionSection: String], kind: ConnectionType.Kind = .basic,
    base: String = #"{"baseUrl": "https://api.acme.test/v1"}"#
) -> AppSource {
    AppSource(
        name: "acme-app", label: "Acme", theme: "#4a154b", base: base,
        connections: [ConnectionSource(name: "acme", label: "Acme account", kind: kind, sections: sections)])
}

/// Composes one connection, and shows what was found.
func findings(
    _ sections: [ConnectionSection: String], kind: ConnectionType.Kind = .basic,
    base: String = #"{"baseUrl": "https://api.acme.test/v1"}"#
) -> [String] {
    app(sections, kind: kind, base: base).compose(version: 1).findings.map(\.description)
}

/// Everything in a value, without the places of requests, and with what JSON hides.
func anatomy(_ value: Any) -> String {
    var lines: [String] = []
    func visit(_ value: Any, _ label: String) {
        if value is SourcePlace { return }
        if let json = value as? JSON { return lines.append("\(label)=\(json.text())") }
        let mirror = Mirror(reflecting: value)
        if mirror.children.isEmpty || mirror.displayStyle == .set { return lines.append("\(label)=\(value)") }
        if mirror.displayStyle == .dictionary {
            let pairs = mirror.children.compactMap { child -> (key: String, value: Any)? in
                let pair = Array(Mirror(reflecting: child.value).children.map(\.value))
                return pair.count == 2 ? ("\(pair[0])", pair[1]) : nil
            }
            for pair in pairs.sorted(by: { $0.key < $1.key }) { visit(pair.value, label + "/" + pair.key) }
            return
        }
        for child in mirror.children { visit(child.value, label + "/" + (child.label ?? "-")) }
    }
    visit(value, "")
    return lines.joined(separator: "\n")
}

/// Composes the app, checks that its text is read as the same types, and hands them back.
func roundTrip(_ app: AppSource) throws -> [ConnectionType] {
    let (types, findings) = app.compose(version: 1)
    #expect(findings.allSatisfy { $0.severity == .warning }, "\(findings)")
    let text = app.definitionText()
    let (read, others) = DefinitionDecoder.decode(Array(text.utf8), file: "acme.yaml")
    #expect(others.allSatisfy { $0.severity == .warning }, "\(others)\n\(text)")
    #expect(types.count == read.count && !types.isEmpty)
    for (one, other) in zip(types, read) { #expect(anatomy(one) == anatomy(other), "\(text)") }
    return types
}
