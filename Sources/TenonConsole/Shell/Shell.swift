// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonHTTP

/// What surrounds each page of a person who is signed in: who they are, where they can go, and what has just happened.
struct Shell {
    /// What a page says once, after something was done.
    struct Flash {
        /// `good`, `bad` or `notice`.
        let tone: String
        let text: String
    }

    let title: String
    let personName: String
    let personEmail: String
    let initials: String
    let isOwner: Bool
    /// The hidden field of every form.
    let formTokenField: String
    let formToken: String
    let groups: [Navigation.Group]
    let flash: Flash?

    init(title: String, current: Navigation.Place?, call: PersonCall, strings: Strings) {
        let user = call.principal.user
        self.title = title
        personName = user.name
        personEmail = user.email
        initials = Shell.initials(of: user.name)
        isOwner = user.organizationRole == .owner
        formTokenField = PersonCall.formTokenField
        formToken = call.person.formToken.reveal()
        groups = Navigation.groups(for: call.principal, current: current, strings: strings)
        flash = FlashCookie.flash(in: call.visit.headers, strings: strings)
    }

    static func initials(of name: String) -> String {
        let words = name.split(whereSeparator: \.isWhitespace)
        let letters = [words.first, words.count > 1 ? words.last : nil].compactMap { $0?.first }
        return String(letters).uppercased()
    }
}
