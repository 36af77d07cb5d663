// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonHTTP
internal import TenonJSON

/// Reads what a person entered for a type's parameters out of a form.
enum FormValues {
    /// The values for a new connection; what was left empty is left out.
    static func new(
        _ form: Query, for type: ConnectionType, prefix: String = FieldView.prefix
    ) -> JSONObject {
        let members = type.parameters.compactMap { parameter -> JSONObject.Member? in
            guard let value = value(of: parameter, in: form, prefix) else { return nil }
            return JSONObject.Member(name: parameter.name, value: value)
        }
        return JSONObject(members)
    }

    /// The change of a connection's values: a secret is kept unless the person says otherwise, null clears.
    static func change(_ form: Query, for type: ConnectionType, stored: Set<String>) -> JSONObject {
        var change = JSONObject()
        for parameter in type.parameters where parameter.isEditable {
            let choice = form.text(FieldView.choicePrefix + parameter.name).flatMap { FieldView.Change(rawValue: $0) }
            let value = value(of: parameter, in: form, FieldView.prefix)
            if parameter.isSecret, stored.contains(parameter.name) {
                switch choice ?? .keep {
                case .keep: continue
                // An empty field with "replace" chosen is an oversight, which the engine names.
                case .replace: change[parameter.name] = value ?? ""
                case .clear: change[parameter.name] = .null
                }
            } else if let value {
                change[parameter.name] = value
            } else if stored.contains(parameter.name), form.text(FieldView.prefix + parameter.name) != nil {
                change[parameter.name] = .null
            }
        }
        return change
    }

    /// What the page may show again after a mistake: never a secret.
    static func entered(
        _ form: Query, for type: ConnectionType, prefix: String = FieldView.prefix
    ) -> [String: String] {
        let pairs = type.parameters.filter { !$0.isSecret }.compactMap { parameter in
            form.text(prefix + parameter.name).map { (parameter.name, $0) }
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private static func value(of parameter: Parameter, in form: Query, _ prefix: String) -> JSON? {
        let text = form.text(prefix + parameter.name)
        if parameter.kind == .boolean, parameter.options.isEmpty { return .bool(text == "true") }
        guard let text, !text.isEmpty else { return nil }
        switch parameter.kind {
        case .array, .collection:
            // What is no JSON stays text, which the type refuses in words.
            return (try? JSONReader.read(text)) ?? .string(text)
        default:
            let option = parameter.options.first { FieldView.text($0.value) == text }
            // Browsers send line breaks as CR LF.
            return option?.value ?? .string(text.replacing("\r\n", with: "\n"))
        }
    }
}
