// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
package import TenonDomain
package import TenonJSON

/// A request of a person who is signed in.
package struct PersonCall: Sendable {
    /// The field of every form that holds the session's form token.
    package static let formTokenField = "form-token"

    package let person: SignedIn
    package let visit: Visit
    /// The fields of the form that was sent; empty when none was.
    package let form: Query
    /// The JSON that a script of ours sent; `nil` when none was.
    package let body: JSONObject?

    package var principal: Principal { person.principal }

    /// Takes a request that changes nothing.
    init(reading visit: Visit, person: SignedIn) {
        self.person = person
        self.visit = visit
        form = .empty
        body = nil
    }

    /// Takes a request that changes something, and makes sure that a page of ours sent it.
    ///
    /// - Throws: ``TenonError`` `permissionDenied` when another site did, or an old page.
    init(changing visit: Visit, person: SignedIn) async throws {
        try CrossSite.check(visit.headers, host: visit.host)
        self.person = person
        self.visit = visit
        if RequestBodyReader.isJSON(visit.headers[.contentType]) {
            try PersonCall.check(visit.headers[.formToken], person)
            form = .empty
            body = try await visit.json()
        } else {
            form = try await visit.form()
            body = nil
            try PersonCall.check(visit.headers[.formToken] ?? form.text(PersonCall.formTokenField), person)
        }
    }

    private static func check(_ token: String?, _ person: SignedIn) throws {
        guard let token, person.formToken.hasSHA256(Secret(token).sha256) else {
            throw TenonError(.permissionDenied, .formOutOfDate)
        }
    }
}
