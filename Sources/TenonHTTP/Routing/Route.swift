// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import Hummingbird
package import TenonDomain

/// One call of the API as data: what it needs, what it leaves in the audit log, and who answers it.
///
/// Nothing has a default, so a route that does not say what it needs and what it audits does not compile.
package struct Route: Sendable {
    /// What the token has to be good for.
    package enum Scope: Hashable, Sendable {
        case needs(APIScope)
        /// Any token will do, and why.
        case anyToken(because: String)
        /// Not even a token is asked for, and why.
        case open(because: String)
    }

    /// What the person has to be allowed, decided by the engine.
    package enum Role: Hashable, Sendable {
        /// The permission in the resource's team.
        case team(TeamRole.Permission)
        case organizationOwner
        /// Another rule, in words.
        case other(String)
    }

    /// What the call leaves in the audit log.
    package enum Audit: Hashable, Sendable {
        case writes(AuditAction)
        /// The one for what is made, and then the other for each of its parts.
        case writesWithParts(AuditAction, each: AuditAction)
        case nothing(because: String)
    }

    /// Whom the answers are for.
    package enum Audience: Hashable, Sendable {
        /// Whoever speaks the API; errors are JSON.
        case program
        /// A person's browser.
        case browser
    }

    package let audience: Audience
    package let method: HTTPRequest.Method
    /// As in OpenAPI: `/api/v2/connections/{connectionId}`.
    package let path: String
    /// One line for the reader of the API's description.
    package let summary: String
    package let scope: Scope
    package let role: Role
    package let audit: Audit
    let answer: @Sendable (Request, HTTPContext, AccessGate, RequestLimits) async throws -> Response

    init(
        audience: Audience, _ method: HTTPRequest.Method, _ path: String, summary: String, scope: Scope, role: Role,
        audit: Audit,
        answer: @escaping @Sendable (Request, HTTPContext, AccessGate, RequestLimits) async throws -> Response
    ) {
        self.audience = audience
        self.method = method
        self.path = path
        self.summary = summary
        self.scope = scope
        self.role = role
        self.audit = audit
        self.answer = answer
    }

    /// A call that needs a token.
    package init(
        _ method: HTTPRequest.Method, _ path: String, summary: String, scope: Scope, role: Role, audit: Audit,
        handler: @escaping @Sendable (Call) async throws -> Response
    ) {
        audience = .program
        self.method = method
        self.path = path
        self.summary = summary
        self.scope = scope
        self.role = role
        self.audit = audit
        answer = { request, context, gate, limits in
            let principal = try await gate.admit(request, to: scope, record: context.record)
            return try await handler(Call(principal: principal, request: request, context: context, limits: limits))
        }
    }

    /// A call that anyone may make, `because` of what it is.
    package init(
        open method: HTTPRequest.Method, _ path: String, summary: String, because: String, audit: Audit,
        handler: @escaping @Sendable (Visit) async throws -> Response
    ) {
        audience = .program
        self.method = method
        self.path = path
        self.summary = summary
        scope = .open(because: because)
        role = .other("none: \(because)")
        self.audit = audit
        answer = { request, context, _, limits in
            try await handler(Visit(request: request, context: context, limits: limits))
        }
    }

    /// A call that anyone may make, and that a token with `scope` makes on its bearer's behalf.
    package init(
        open method: HTTPRequest.Method, _ path: String, summary: String, because: String,
        admitting scope: APIScope, audit: Audit,
        handler: @escaping @Sendable (Visit, Call?) async throws -> Response
    ) {
        audience = .program
        self.method = method
        self.path = path
        self.summary = summary
        self.scope = .open(because: because)
        role = .other("none: \(because)")
        self.audit = audit
        answer = { request, context, gate, limits in
            let visit = Visit(request: request, context: context, limits: limits)
            guard request.headers[.authorization] != nil else { return try await handler(visit, nil) }
            let principal = try await gate.admit(request, to: .needs(scope), record: context.record)
            return try await handler(
                visit, Call(principal: principal, request: request, context: context, limits: limits))
        }
    }
}
