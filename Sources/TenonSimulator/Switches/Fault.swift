// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// Something that goes wrong with an answer.
package struct Fault: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The request is carried out, and the connection closed without an answer.
        case lostAnswer
        /// The connection is closed, and nothing carried out.
        case lostRequest
        /// The request is carried out at once, and the answer comes late.
        case slow
        /// 429 with `Retry-After`.
        case tooManyRequests
        /// 503, or another status.
        case serverError
        /// A page instead of JSON, with status 502 or another.
        case html
        /// 400 without a body.
        case emptyBadRequest
        /// 200 with an error in the body.
        case errorInSuccess
        /// An answer of one's own: `status`, `body`, `contentType`.
        case answer
    }

    /// The most a fault may delay an answer.
    package static let delayMillisecondsMax = 60_000

    package var kind: Kind
    /// Where it happens; `nil` is everywhere but in the admin calls.
    package var endpoint: EndpointName?
    /// At the token endpoint, the only grant type that it happens to.
    package var grantType: String?
    /// How often it happens; `nil` is always.
    package var times: Int?
    /// Let through before it happens the first time.
    package var after: Int?
    package var status: Int?
    package var retryAfter: String?
    package var delayMilliseconds: Int?
    package var body: String?
    package var contentType: String?

    package init(
        _ kind: Kind, at endpoint: EndpointName? = .token, grantType: String? = nil, times: Int? = nil,
        after: Int? = nil, status: Int? = nil, retryAfter: String? = nil, delayMilliseconds: Int? = nil,
        body: String? = nil, contentType: String? = nil
    ) {
        self.kind = kind
        self.endpoint = endpoint
        self.grantType = grantType
        self.times = times
        self.after = after
        self.status = status
        self.retryAfter = retryAfter
        self.delayMilliseconds = delayMilliseconds
        self.body = body
        self.contentType = contentType
    }

    /// Reads a fault from the word in a `Simulate` header: its kind, and the one number or word that it may have.
    init?(word: String, value: String?) {
        guard let kind = Kind(rawValue: word) else { return nil }
        self.init(kind, at: nil)
        guard let value else { return }
        switch kind {
        case .tooManyRequests: retryAfter = value
        case .slow: delayMilliseconds = Int(value)
        case .serverError, .html, .answer: status = Int(value)
        case .errorInSuccess: body = value
        case .lostAnswer, .lostRequest, .emptyBadRequest: return nil
        }
        guard kind == .tooManyRequests || kind == .errorInSuccess || delayMilliseconds != nil || status != nil,
            isSensible
        else { return nil }
    }

    /// Whether numbers are within what can be done.
    fileprivate var isSensible: Bool {
        (200...599).contains(status ?? 200) && (0...Fault.delayMillisecondsMax).contains(delayMilliseconds ?? 0)
            && times ?? 0 >= 0 && after ?? 0 >= 0
            // A line break would be a header of its own.
            && (retryAfter ?? "").utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && (contentType ?? "").utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}

extension Fault: SwitchValue {
    package init?(json: JSON) {
        guard let object = json.object, let kind = object["kind"]?.string.flatMap(Kind.init) else { return nil }
        self.init(kind)
        for member in object where member.name != "kind" {
            switch (member.name, member.value) {
            case ("at", .string("any")): endpoint = nil
            case ("at", .string(let text)):
                guard let name = EndpointName(rawValue: text) else { return nil }
                endpoint = name
            case ("grantType", .string(let text)): grantType = text
            case ("retryAfter", .string(let text)): retryAfter = text
            case ("retryAfter", .number(let number)): retryAfter = number.text
            case ("body", .string(let text)): body = text
            case ("contentType", .string(let text)): contentType = text
            case ("times", .number(let number)): times = number.int.map { Int($0) }
            case ("after", .number(let number)): after = number.int.map { Int($0) }
            case ("status", .number(let number)): status = number.int.map { Int($0) }
            case ("delayMilliseconds", .number(let number)): delayMilliseconds = number.int.map { Int($0) }
            default: return nil
            }
        }
        guard isSensible else { return nil }
    }

    package var json: JSON {
        var object: JSONObject = ["kind": .string(kind.rawValue), "at": .string(endpoint?.rawValue ?? "any")]
        object["grantType"] = grantType.map(JSON.string)
        object["times"] = times.map { JSON($0) }
        object["after"] = after.map { JSON($0) }
        object["status"] = status.map { JSON($0) }
        object["retryAfter"] = retryAfter.map(JSON.string)
        object["delayMilliseconds"] = delayMilliseconds.map { JSON($0) }
        object["body"] = body.map(JSON.string)
        object["contentType"] = contentType.map(JSON.string)
        return .object(object)
    }

    /// Faults have words of their own in a header; see ``init(word:value:)``.
    package init?(text: String) { return nil }
}
