// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Mustache

/// What a template sees: the page's own values, `shell`, the words `t`, and where the files are.
struct PageContext: MustacheParent {
    let view: Any
    let shell: Shell?
    let words: Strings.Branch
    /// The folder of style sheets and scripts, such as `/assets/0123456789abcdef`.
    let assets: String

    func child(named name: String) -> Any? {
        switch name {
        case "shell": shell
        case "t": words
        case "assets": assets
        default: value(named: name)
        }
    }

    private func value(named name: String) -> Any? {
        guard let child = Mirror(reflecting: view).children.first(where: { $0.label == name }) else { return nil }
        let mirror = Mirror(reflecting: child.value)
        guard mirror.displayStyle == .optional else { return child.value }
        return mirror.children.first?.value
    }
}
