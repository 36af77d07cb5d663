// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What a person can do on a page without scripts: forms, links, and the text to read.
package struct HTMLDocument: Sendable {
    package struct Link: Sendable {
        package let label: String
        /// As written.
        package let target: String
    }

    package private(set) var title = ""
    /// All text, with single spaces.
    package private(set) var text = ""
    package private(set) var forms: [HTMLForm] = []
    package private(set) var links: [Link] = []

    package init(_ html: String) {
        var builder = Builder()
        for token in HTMLTokens(html) { builder.take(token) }
        builder.finish()
        title = builder.title.singleSpaced
        text = builder.text.singleSpaced
        forms = builder.forms
        links = builder.links
    }

    /// The first link with this label.
    package func link(_ label: String) -> Link? { links.first { $0.label == label } }

    private struct Builder {
        var title = ""
        var text = ""
        var forms: [HTMLForm] = []
        var links: [Link] = []
        private var form: HTMLForm?
        /// Open elements whose text is wanted.
        private var button: HTMLForm.Control?
        private var textArea: HTMLForm.Control?
        private var select: HTMLForm.Control?
        private var option: (value: String?, isSelected: Bool, label: String)?
        private var link: (target: String, label: String)?
        private var isInTitle = false

        mutating func take(_ token: HTMLTokens.Token) {
            switch token {
            case .start(let name, let attributes): start(name, attributes)
            case .end(let name): end(name)
            case .text(let words): read(words)
            }
        }

        /// Closes what the page left open.
        mutating func finish() {
            for name in ["option", "select", "button", "textarea", "a", "form"] { end(name) }
        }

        private mutating func read(_ words: String) {
            if isInTitle {
                title += words
                return
            }
            if textArea != nil {
                textArea?.value += words
                return
            }
            text += words
            if button != nil { button?.labels[0] += words }
            if option != nil { option?.label += words }
            if link != nil { link?.label += words }
        }

        private mutating func start(_ name: String, _ attributes: [String: String]) {
            let fieldName = attributes["disabled"] == nil ? attributes["name"] ?? "" : ""
            switch name {
            case "title": isInTitle = true
            case "form":
                end("form")
                let isPost = attributes["method"]?.lowercased() == "post"
                form = HTMLForm(action: attributes["action"] ?? "", isPost: isPost)
            case "input": input(fieldName, attributes)
            case "button":
                end("button")
                guard attributes["type"].map({ $0.lowercased() == "submit" }) ?? true, attributes["disabled"] == nil
                else { return }
                button = HTMLForm.Control(
                    kind: .button, name: fieldName, value: attributes["value"] ?? "", labels: [""], isChosen: false)
            case "textarea":
                textArea = HTMLForm.Control(kind: .field, name: fieldName, value: "", labels: [], isChosen: false)
            case "select":
                end("select")
                select = HTMLForm.Control(kind: .select, name: fieldName, value: "", labels: [], isChosen: false)
            case "option":
                end("option")
                option = (attributes["value"], attributes["selected"] != nil, "")
            case "a":
                end("a")
                if let target = attributes["href"] { link = (target, "") }
            default: text += " "
            }
        }

        private mutating func input(_ name: String, _ attributes: [String: String]) {
            let type = attributes["type"]?.lowercased() ?? "text"
            switch type {
            case "submit", "image":
                guard attributes["disabled"] == nil else { return }
                let label = attributes["value"] ?? "Submit"
                form?.controls.append(
                    HTMLForm.Control(kind: .button, name: name, value: label, labels: [label], isChosen: false))
            case "button", "reset", "file": return
            case "checkbox", "radio":
                form?.controls.append(
                    HTMLForm.Control(
                        kind: .choice, name: name, value: attributes["value"] ?? "on", labels: [],
                        isChosen: attributes["checked"] != nil))
            default:
                form?.controls.append(
                    HTMLForm.Control(
                        kind: .field, name: name, value: attributes["value"] ?? "", labels: [], isChosen: false))
            }
        }

        private mutating func end(_ name: String) {
            switch name {
            case "title": isInTitle = false
            case "form":
                if let form { forms.append(form) }
                form = nil
            case "button":
                if var button {
                    button.labels = [button.labels[0].singleSpaced]
                    form?.controls.append(button)
                }
                button = nil
            case "textarea":
                if let textArea { form?.controls.append(textArea) }
                textArea = nil
            case "option":
                if let option, select != nil {
                    let value = option.value ?? option.label.singleSpaced
                    if option.isSelected || select?.labels.isEmpty == true { select?.value = value }
                    select?.labels.append(value)
                }
                option = nil
            case "select":
                end("option")
                if let select { form?.controls.append(select) }
                select = nil
            case "a":
                if let link { links.append(Link(label: link.label.singleSpaced, target: link.target)) }
                link = nil
            default: text += " "
            }
        }
    }
}

extension String {
    fileprivate var singleSpaced: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
