// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import Hummingbird

/// Pages: what a person's browser asks for.
extension Route {
    /// A page that anyone may see, or a form on it, which only this server's own pages may send.
    package init(
        page method: HTTPRequest.Method, _ path: String, summary: String, because: String, audit: Audit,
        handler: @escaping @Sendable (Visit) async throws -> Response
    ) {
        self.init(
            audience: .browser, method, path, summary: summary, scope: .open(because: because),
            role: .other("none: \(because)"), audit: audit
        ) { request, context, _, limits in
            let visit = Visit(request: request, context: context, limits: limits)
            if !method.isSafe { try CrossSite.check(visit.headers, host: visit.host) }
            return try await handler(visit)
        }
    }

    /// A page of a person who is signed in, or a form on it, with files where it takes some.
    package init(
        person method: HTTPRequest.Method, _ path: String, summary: String, scope: Scope, role: Role, audit: Audit,
        takesFiles: Bool = false,
        handler: @escaping @Sendable (PersonCall) async throws -> Response
    ) {
        self.init(
            audience: .browser, method, path, summary: summary, scope: scope, role: role, audit: audit
        ) { request, context, gate, limits in
            let visit = Visit(request: request, context: context, limits: limits)
            let person = try await gate.admitPerson(request, to: scope, record: context.record)
            return try await handler(
                method.isSafe
                    ? PersonCall(reading: visit, person: person)
                    : try await PersonCall(changing: visit, person: person, takesFiles: takesFiles))
        }
    }
}

extension HTTPRequest.Method {
    /// Whether it changes nothing (RFC 9110 §9.2.1).
    fileprivate var isSafe: Bool { self == .get || self == .head }
}
