// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// A principal in one request: what the engine needs to decide, and what the audit log says about who asked.
package struct Caller: Sendable {
    package let principal: Principal
    /// The client's address without port.
    package let address: String?
    package let requestID: String?
    /// Whether a guest acts, by a link that the principal made: no token was shown.
    package let isGuest: Bool

    package init(principal: Principal, address: String? = nil, requestID: String? = nil, isGuest: Bool = false) {
        self.principal = principal
        self.address = address
        self.requestID = requestID
        self.isGuest = isGuest
    }

    package var organizationID: OrganizationID { principal.organizationID }

    private var showedToken: Bool { !isGuest && principal.sessionID == nil }

    var actor: AuditActor {
        AuditActor(
            userID: principal.user.id, tokenID: showedToken ? principal.token.id : nil, address: address,
            requestID: requestID)
    }

    /// An audit entry for something the caller does.
    func audit(
        _ action: AuditAction, team: TeamID?, subject: String?, details: JSONObject = [:], at now: Timestamp
    ) -> AuditDraft {
        AuditDraft(
            organizationID: organizationID, teamID: team, action: action, actor: actor, subject: subject,
            details: details, at: now)
    }
}
