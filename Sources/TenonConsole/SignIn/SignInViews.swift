// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonEngine

/// What the sign-in page shows.
struct SignInView {
    struct Provider {
        let href: String
        let label: String
    }

    let title: String
    let to: String
    let email: String
    let hasFaults: Bool
    let faults: [String]
    let isUnprotected: Bool
    let provider: Provider?
}

/// What the first page of a new server shows.
struct SetupView {
    let title: String
    let name: String
    let email: String
    let hasFaults: Bool
    let faults: [String]
}

/// What the page behind an invitation shows.
struct InvitationView {
    let title: String
    let intro: String
    let email: String
    let name: String
    let hasFaults: Bool
    let faults: [String]
}

extension TenonError {
    /// Whether the person can do something about it on the page where it happened.
    var isForThePerson: Bool {
        switch code {
        case .validationFailed, .permissionDenied, .rateLimited, .conflict: true
        default: false
        }
    }
}
