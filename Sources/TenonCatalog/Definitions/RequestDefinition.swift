// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// One request of a definition and what its answer means.
package struct RequestDefinition: Sendable {
    package enum BodyType: String, Sendable, CaseIterable {
        case json
        case urlencoded
        case multipart = "multipart/form-data"
        case text
        case binary
        case raw
    }

    package struct Condition: Sendable {
        package let test: TemplateTree
        /// The answer's body when the test fails and nothing is asked.
        package let otherwise: TemplateTree?
    }

    package struct Repeat: Sendable {
        package let condition: TemplateTree
        package let delay: Duration
        package let limit: Int
    }

    /// ◆ A log-in to a mail server in place of an HTTP request.
    package struct Mail: Sendable {
        package let transport: String
        package let host: Template
        package let port: Template
        package let security: Template
        package let username: Template
        package let password: Template
    }

    package static let timeoutDefault: Duration = .seconds(40)
    package static let timeoutMax: Duration = .seconds(300)
    package static let repeatsMax = 20
    package static let repeatDelayMax: Duration = .seconds(60)

    /// Where it stands in its file.
    let place: SourcePlace
    package var url: Template?
    package var mail: Mail?
    package var method: Template?
    package var headers: [TemplateField] = []
    package var query: [TemplateField] = []
    package var body: TemplateTree?
    package var type: BodyType = .json
    package var certificateAuthority: Template?
    package var temp: [TemplateField] = []
    package var condition: Condition?
    package var encodesURL = true
    package var followsRedirects = false
    package var timeout = timeoutDefault
    package var repeats: Repeat?
    /// How it is signed, where that is not how the base says.
    package var signing: SigningDefinition?
    /// What must not be logged, as paths such as `request.headers.authorization`.
    package var sanitize: [String] = []
    package var response = ResponseDefinition()

    init(place: SourcePlace) { self.place = place }

    /// Everything in it that is evaluated before it is sent.
    package var requestPaths: [[String]] {
        var paths = [url, mail?.host, mail?.port, mail?.security, mail?.username, mail?.password, method]
            .compactMap { $0?.paths }.flatMap { $0 }
        paths += (headers + query + temp).flatMap(\.paths) + (signing?.paths ?? [])
        paths += (body?.paths ?? []) + (certificateAuthority?.paths ?? []) + (condition?.test.paths ?? [])
        return paths + (condition?.otherwise?.paths ?? [])
    }
}

/// What the members of an answer mean.
package struct ResponseDefinition: Sendable {
    package enum BodyKind: String, Sendable, CaseIterable {
        case automatic
        case json
        case urlencoded
        case text
        case binary
        case raw
    }

    /// A status such as `404`, a range such as `200-299`, or `*`.
    package struct StatusPattern: Sendable {
        package let range: ClosedRange<Int>

        init?(_ text: String) {
            let bounds = text.split(separator: "-").map { Int($0) }
            switch (text, bounds.count) {
            case ("*", _): range = 100...599
            case (_, 1):
                guard let status = bounds[0] else { return nil }
                range = status...status
            case (_, 2):
                guard let low = bounds[0], let high = bounds[1], low <= high else { return nil }
                range = low...high
            default: return nil
            }
        }
    }

    package struct Valid: Sendable {
        package let test: TemplateTree
        package let message: Template?
        package let type: Template?
    }

    package struct Rejection: Sendable {
        package var message: Template?
        package var type: Template?
    }

    package struct Metadata: Sendable {
        package let isEmail: Bool
        package let value: Template
    }

    package var kind: BodyKind = .automatic
    package var kindsByStatus: [(pattern: StatusPattern, kind: BodyKind)] = []
    package var valid: Valid?
    package var error: Rejection?
    package var errorsByStatus: [(pattern: StatusPattern, rejection: Rejection)] = []
    package var temp: [TemplateField] = []
    package var data: [TemplateField] = []
    package var metadata: Metadata?
    package var uid: Template?
    package var expires: Template?
    /// Of the token block: the scopes that were granted.
    package var scope: TemplateTree?

    /// Everything in it that is evaluated when an answer came.
    package var paths: [[String]] {
        var paths = (temp + data).flatMap(\.paths) + (scope?.paths ?? []) + (valid?.test.paths ?? [])
        var templates = [valid?.message, valid?.type, error?.message, error?.type, metadata?.value, uid, expires]
        templates += errorsByStatus.flatMap { [$0.rejection.message, $0.rejection.type] }
        paths += templates.compactMap { $0?.paths }.flatMap { $0 }
        return paths
    }
}
