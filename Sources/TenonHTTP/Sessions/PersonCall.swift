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
    /// The files that came with the form, by the names of their fields.
    package let files: [String: MultipartForm.File]
    /// The JSON that a script of ours sent; `nil` when none was.
    package let body: JSONObject?

    package var principal: Principal { person.principal }

    /// Takes a request that changes nothing.
    init(reading visit: Visit, person: SignedIn) {
        self.person = person
        self.visit = visit
        form = .empty
        files = [:]
        body = nil
    }

    /// Takes a request that changes something, and makes sure that a page of ours sent it.
    ///
    /// - Throws: ``TenonError`` `permissionDenied` when another site did, or an old page.
    init(changing visit: Visit, person: SignedIn, takesFiles: Bool) async throws {
        try CrossSite.check(visit.headers, host: visit.host)
        self.person = person
        self.visit = visit
        if !takesFiles, RequestBodyReader.isJSON(visit.headers[.contentType]) {
            try PersonCall.check(visit.headers[.formToken], person)
            (form, files) = (.empty, [:])
            body = try await visit.json()
        } else {
            let hasFiles = takesFiles && MultipartForm.isType(visit.headers[.contentType])
            let upload = hasFiles ? try await visit.upload() : nil
            form = if let upload { upload.form } else { try await visit.form() }
            files = upload?.files ?? [:]
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
