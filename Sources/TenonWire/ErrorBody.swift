// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// The body of every answer that is not a success.
public struct ErrorBody: Hashable, Sendable {
    /// One fault among several.
    public struct Suberror: Hashable, Sendable {
        /// The fault in a sentence.
        public var message: String
        /// `Error`, or the kind of a third party's failure.
        public var name: String

        /// Makes a fault.
        public init(message: String, name: String) {
            self.message = message
            self.name = name
        }

        package init(json: JSON) throws {
            let body = try BodyReader(json)
            message = try body.text("message")
            name = try body.optionalText("name") ?? "Error"
        }

        package var json: JSON { ["message": .string(message), "name": .string(name)] }
    }

    /// What went wrong this time.
    public var detail: String
    /// What went wrong in general.
    public var message: String
    /// `SC` and the status, or `IM` and a number.
    public var code: String
    /// Every fault, when there are several.
    public var suberrors: [Suberror]
    /// Names the kind of the problem (RFC 9457).
    public var type: String
    /// The status in words (RFC 9457).
    public var title: String
    /// The HTTP status (RFC 9457).
    public var status: Int

    /// Makes an error's body.
    public init(
        detail: String, message: String, code: String, suberrors: [Suberror], type: String, title: String, status: Int
    ) {
        self.detail = detail
        self.message = message
        self.code = code
        self.suberrors = suberrors
        self.type = type
        self.title = title
        self.status = status
    }

    /// Reads an error's body; Make's own, which has fewer members and no text as `detail` at times, included.
    package init(json: JSON) throws {
        let body = try BodyReader(json)
        let message = try body.optionalText("message")
        self.init(
            detail: body.value("detail")?.string ?? message ?? "", message: message ?? "",
            code: try body.optionalText("code") ?? "",
            suberrors: body.value("suberrors") == nil ? [] : try body.bodies("suberrors", Suberror.init(json:)),
            type: try body.optionalText("type") ?? "about:blank", title: try body.optionalText("title") ?? "",
            status: Int(try body.optionalInt("status") ?? 0))
    }

    /// `suberrors` is left out when there are none.
    package var json: JSON {
        var object: JSONObject = [
            "detail": .string(detail), "message": .string(message), "code": .string(code),
        ]
        if !suberrors.isEmpty { object.append("suberrors", .array(suberrors.map(\.json))) }
        object.append("type", .string(type))
        object.append("title", .string(title))
        object.append("status", JSON(status))
        return .object(object)
    }
}
