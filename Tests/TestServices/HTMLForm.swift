// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A form as a person sees it, and what pressing one of its buttons sends.
package struct HTMLForm: Sendable {
    package enum Kind: Sendable {
        /// A text, password, hidden or any other field with one value.
        case field
        /// A check box or radio button, which sends its value when chosen.
        case choice
        case select
        case button
    }

    package struct Control: Sendable {
        package let kind: Kind
        package let name: String
        package internal(set) var value: String
        /// What stands on a button; the values a select offers.
        package internal(set) var labels: [String]
        package internal(set) var isChosen: Bool
    }

    /// As written; empty for the page itself.
    package let action: String
    package let isPost: Bool
    package internal(set) var controls: [Control] = []

    /// Whether there is something other than a button with this name.
    package func hasField(_ name: String) -> Bool { controls.contains { $0.kind != .button && $0.name == name } }

    package func hasButton(_ label: String) -> Bool { controls.contains { $0.answers(to: label) } }

    /// What the field holds, or the chosen values of the choices of that name.
    package func values(_ name: String) -> [String] {
        controls.filter { $0.name == name && $0.kind != .button && ($0.kind != .choice || $0.isChosen) }.map(\.value)
    }

    /// Names and values to send, in the order of the page.
    ///
    /// Of choices, the filling names the value to choose, and "" chooses none. What is not in the form is a failure,
    /// as a person would not find it either. Without a button the first one is pressed.
    package func entries(
        filling: [String: String] = [:], button: String? = nil
    ) throws -> [(name: String, value: String)] {
        for (name, value) in filling {
            guard hasField(name) else { throw ServiceFailure("The form has no field '\(name)'.") }
            let choices = controls.filter { $0.name == name && $0.kind == .choice }
            guard choices.isEmpty || value.isEmpty || choices.contains(where: { $0.value == value }) else {
                throw ServiceFailure("Nothing of '\(name)' has the value '\(value)'.")
            }
            let selects = controls.filter { $0.name == name && $0.kind == .select }
            guard selects.allSatisfy({ $0.labels.contains(value) }) else {
                throw ServiceFailure("'\(name)' does not offer '\(value)'.")
            }
        }
        let pressed = controls.firstIndex { $0.kind == .button && button.map($0.answers(to:)) ?? true }
        if let button, pressed == nil { throw ServiceFailure("The form has no button '\(button)'.") }
        return controls.enumerated().compactMap { index, control in
            guard !control.name.isEmpty else { return nil }
            switch control.kind {
            case .field, .select:
                return (control.name, filling[control.name] ?? control.value)
            case .choice:
                let isChosen = filling[control.name].map { $0 == control.value } ?? control.isChosen
                return isChosen ? (control.name, control.value) : nil
            case .button:
                return index == pressed ? (control.name, control.value) : nil
            }
        }
    }
}

extension HTMLForm.Control {
    /// Whether a button carries this label or value.
    fileprivate func answers(to label: String) -> Bool {
        kind == .button && (labels.contains(label) || value == label)
    }
}
