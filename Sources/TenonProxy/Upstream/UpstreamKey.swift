// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// What two channels must have in common to be exchanged for each other.
struct UpstreamKey: Hashable, Sendable {
    let host: String
    let port: Int
    let isSecure: Bool
    let trustID: String

    init(_ plan: UpstreamPlan) {
        host = plan.host
        port = plan.port
        isSecure = plan.scheme == .https
        trustID = plan.trustID
    }
}
