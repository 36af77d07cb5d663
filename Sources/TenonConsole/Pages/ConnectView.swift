// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonJSON

/// What the page behind a link for a guest shows: who asks, for what, and what has to be entered.
struct ConnectView {
    struct Option {
        let value: String
        let label: String
        let isChosen: Bool
    }

    struct Field {
        let name: String
        let label: String
        let help: String?
        let value: String
        let isRequired: Bool
        let isSelect: Bool
        let isMultiline: Bool
        let isInput: Bool
        let inputType: String
        let options: [Option]

        init(_ parameter: Parameter, entered: String?) {
            name = parameter.name
            label = parameter.label
            help = parameter.help
            isRequired = parameter.isRequired
            isSelect = !parameter.options.isEmpty
            isMultiline = !isSelect && parameter.allowsLineBreaks
            isInput = !isSelect && !isMultiline
            inputType = parameter.isSecret ? "password" : "text"
            // A secret is never written into a page, not even the one that was just entered.
            let shown = parameter.isSecret ? "" : entered ?? parameter.fallback.map(ConnectView.text) ?? ""
            value = shown
            options = parameter.options.map { option in
                let value = ConnectView.text(option.value)
                return Option(value: value, label: option.label, isChosen: value == shown)
            }
        }
    }

    let title: String
    let typeLabel: String
    let organizationName: String
    let teamName: String
    let linkName: String
    let hasScopes: Bool
    let scopes: [String]
    let hasFaults: Bool
    let faults: [String]
    let fields: [Field]
    let action: String
    let expires: String

    init(_ invitation: Links.Invitation, entered: [String: String] = [:], faults: [String] = []) {
        let (link, type) = (invitation.link, invitation.type)
        title = "Connect \(type.label)"
        typeLabel = type.label
        organizationName = invitation.organizationName
        teamName = invitation.teamName
        linkName = link.name
        let asked = type.defaultScopes + link.scopes.filter { !type.defaultScopes.contains($0) }
        scopes = asked.map { type.scopeName($0) ?? $0 }
        hasScopes = !asked.isEmpty
        self.faults = faults
        hasFaults = !faults.isEmpty
        fields = link.connectionID == nil ? type.parameters.map { Field($0, entered: entered[$0.name]) } : []
        action = type.needsPerson ? "Continue to \(type.label)" : "Connect"
        expires = String(link.expiresAt.iso8601.prefix(10))
    }

    static func text(_ value: JSON) -> String { value.string ?? value.text() }
}

/// What a guest sees whose credential needed no provider's page.
struct ConnectedView {
    let title: String
    let state: String
    let tone: String
    let text: String
    let returnUrl: String?

    init(_ invitation: Links.Invitation, isGood: Bool?) {
        let label = invitation.type.label
        returnUrl = invitation.link.returnURL
        switch isGood {
        case true?:
            (state, tone, title) = ("Connected", "good", "\(label) is connected")
            text = "The team \(invitation.teamName) can use the connection now."
        case false?:
            (state, tone, title) = ("Not accepted", "bad", "\(label) did not accept what you entered")
            text = "It was stored, but it does not work. Tell whoever sent you the link, or ask for a new one."
        case nil:
            (state, tone, title) = ("Stored", "", "\(label) could not be asked")
            text = "What you entered was stored. Whether it works could not be found out yet."
        }
    }
}
