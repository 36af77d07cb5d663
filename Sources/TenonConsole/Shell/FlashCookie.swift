// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonHTTP

/// Carries what a page has to say over the redirect behind a form: the name of a text under `flash`, never the text.
enum FlashCookie {
    private static let cookie = SessionCookie(name: "tenon-flash", isStrict: true)
    private static let lifetime = Duration.seconds(60)

    /// What has just been done, in words; `nil` when there is nothing to say.
    static func flash(in headers: HTTPFields, strings: Strings) -> Shell.Flash? {
        guard let value = cookie.value(in: headers)?.reveal() else { return nil }
        let parts = value.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, ["good", "bad", "notice"].contains(parts[0]),
            let text = strings["flash.\(parts[1])"]
        else { return nil }
        return Shell.Flash(tone: String(parts[0]), text: text)
    }

    static func set(_ name: String, tone: String, on response: inout Response) {
        response.headers[values: .setCookie].append(cookie.setting(Secret("\(tone).\(name)"), for: lifetime))
    }

    static func remove(from response: inout Response) {
        response.headers[values: .setCookie].append(cookie.removing)
    }
}
