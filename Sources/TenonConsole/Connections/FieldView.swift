// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonJSON

/// Fields that stand together: those that most people need, or the rest of them.
struct FieldGroup {
    let fields: [FieldView]
}

/// One of a definition's parameters as a field of a form; a secret's value is never among what it shows.
struct FieldView {
    /// What becomes of a stored value.
    enum Change: String {
        case keep, replace, clear
    }

    let id: String
    let name: String
    let label: String
    let help: String?
    let value: String
    let isRequired: Bool
    /// Whether the browser insists on a value.
    let mustFill: Bool
    let isSecret: Bool
    let isSelect: Bool
    let isCheckbox: Bool
    let isMultiline: Bool
    let isInput: Bool
    let isChecked: Bool
    let inputType: String
    let pattern: String?
    let least: String?
    let most: String?
    let options: [Choice]
    let isNested: Bool
    let when: String?
    let `is`: String?
    /// Whether something is stored that can be kept.
    let isStored: Bool
    let isKept: Bool
    let choiceName: String

    /// A field of a form of its own, or with `stored` of one that changes what is there.
    init(
        _ parameter: Parameter, entered: String?, shown: JSON? = nil, stored: Bool? = nil,
        prefix: String = FieldView.prefix
    ) {
        name = prefix + parameter.name
        id = "field-" + parameter.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        label = parameter.label
        help = parameter.help
        isRequired = parameter.isRequired
        isSecret = parameter.isSecret
        isStored = stored == true && parameter.isSecret
        isKept = true
        choiceName = FieldView.choicePrefix + parameter.name
        mustFill = parameter.isRequired && !isStored && parameter.dependence == nil
        isSelect = !parameter.options.isEmpty
        isCheckbox = !isSelect && parameter.kind == .boolean
        isMultiline = !isSelect && !isCheckbox && (parameter.allowsLineBreaks || FieldView.isStructured(parameter.kind))
        isInput = !isSelect && !isCheckbox && !isMultiline
        let fallback = stored == nil ? parameter.fallback.map(FieldView.text) : nil
        value = parameter.isSecret ? "" : entered ?? shown.map(FieldView.text) ?? fallback ?? ""
        isChecked = value == "true"
        inputType = FieldView.inputType(parameter)
        pattern = isInput || isMultiline ? parameter.pattern?.source : nil
        let isNumber = inputType == "number"
        least = isNumber ? parameter.least.map(FieldView.number) : nil
        most = isNumber ? parameter.most.map(FieldView.number) : nil
        let shownValue = value
        let known = parameter.options.map { option in
            let text = FieldView.text(option.value)
            return Choice(value: text, label: option.label, isChosen: text == shownValue)
        }
        options =
            parameter.isRequired || known.isEmpty ? known : [Choice(value: "", label: "–", isChosen: false)] + known
        isNested = parameter.dependence != nil
        when = parameter.dependence.map { prefix + $0.parameter }
        `is` = parameter.dependence.map { FieldView.text($0.value) }
    }

    /// Before the parameters' names, so that none is taken for a field of the page's own.
    static let prefix = "value-"
    static let choicePrefix = "change-"

    private static func isStructured(_ kind: Parameter.Kind) -> Bool { kind == .array || kind == .collection }

    private static func inputType(_ parameter: Parameter) -> String {
        switch parameter.kind {
        case .password, .pkey, .cert: "password"
        case .email: "email"
        case .integer, .uinteger, .port: "number"
        case .date: "text"
        default: "text"
        }
    }

    static func text(_ value: JSON) -> String { value.string ?? value.text() }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int64(value)) : String(value)
    }
}
