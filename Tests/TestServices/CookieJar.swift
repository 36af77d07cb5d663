// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Where a page comes from.
struct Origin: Hashable, Sendable, CustomStringConvertible {
    let scheme: String
    let host: String
    let port: Int

    init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host?.lowercased(), !host.isEmpty
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = url.port ?? (scheme == "https" ? 443 : 80)
    }

    /// Where browsers keep `Secure` cookies: behind TLS, and on the own machine.
    var isTrustworthy: Bool {
        scheme == "https" || host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "[::1]"
    }

    var description: String { "\(scheme)://\(host):\(port)" }
}

/// A browser's cookies, with the rules that an authorization depends on (RFC 6265bis).
///
/// Every port of a host is a site of its own. To a browser they are one, but the servers of the tests stand for
/// servers on hosts of their own, and must neither see nor overwrite each other's cookies.
package struct CookieJar: Sendable {
    enum SameSite: Sendable { case strict, lax, none }

    struct Cookie: Sendable {
        let name: String
        let value: String
        let path: String
        let sameSite: SameSite
        let expires: Date?
    }

    private static let cookiesMax = 200
    private var cookies: [Origin: [Cookie]] = [:]

    package init() {}

    /// Keeps what a `Set-Cookie` header says, or drops it as a browser would.
    package mutating func store(_ header: String, from url: URL, now: Date = Date()) {
        guard let origin = Origin(url) else { return }
        let parts = header.split(separator: ";", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard let pair = parts.first, let equals = pair.firstIndex(of: "="), equals > pair.startIndex else { return }
        let name = String(pair[..<equals])
        var attributes: [String: String] = [:]
        for part in parts.dropFirst() {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            attributes[halves[0].lowercased()] = halves.count > 1 ? String(halves[1]) : ""
        }
        guard Self.isAllowed(name, attributes, at: origin) else { return }
        let cookie = Cookie(
            name: name, value: String(pair[pair.index(after: equals)...]), path: Self.path(attributes["path"], url),
            sameSite: Self.sameSite(attributes), expires: Self.expires(attributes, now: now))
        var kept = cookies[origin, default: []].filter { $0.name != name || $0.path != cookie.path }
        if cookie.expires.map({ $0 > now }) ?? true { kept.append(cookie) }
        cookies[origin] = kept.suffix(Self.cookiesMax)
    }

    /// The `Cookie` header of a request; `nil` for none.
    ///
    /// What starts on another site's page is sent fewer cookies.
    package func header(for url: URL, method: String, isCrossSite: Bool, now: Date = Date()) -> String? {
        guard let origin = Origin(url) else { return nil }
        let sent = cookies[origin, default: []].filter { cookie in
            guard cookie.expires.map({ $0 > now }) ?? true, Self.matches(url.path, cookie.path) else { return false }
            switch cookie.sameSite {
            case .strict: return !isCrossSite
            case .lax: return !isCrossSite || method == "GET"
            case .none: return true
            }
        }
        guard !sent.isEmpty else { return nil }
        // The most exact path first; the older one among equals.
        return sent.enumerated()
            .sorted { ($1.element.path.utf8.count, $0.offset) < ($0.element.path.utf8.count, $1.offset) }
            .map { "\($0.element.name)=\($0.element.value)" }.joined(separator: "; ")
    }

    private static func isAllowed(_ name: String, _ attributes: [String: String], at origin: Origin) -> Bool {
        let isSecure = attributes["secure"] != nil
        if isSecure, !origin.isTrustworthy { return false }
        // No cookie is for more than the host that set it.
        if let domain = attributes["domain"], !domain.isEmpty, domain.lowercased() != origin.host { return false }
        if attributes["samesite"]?.lowercased() == "none", !isSecure { return false }
        let lowercased = name.lowercased()
        if lowercased.hasPrefix("__host-") {
            return isSecure && attributes["path"] == "/" && attributes["domain"] == nil
        }
        return !lowercased.hasPrefix("__secure-") || isSecure
    }

    private static func path(_ attribute: String?, _ url: URL) -> String {
        if let attribute, attribute.hasPrefix("/") { return attribute }
        guard let slash = url.path.lastIndex(of: "/"), slash > url.path.startIndex else { return "/" }
        return String(url.path[..<slash])
    }

    private static func matches(_ path: String, _ cookiePath: String) -> Bool {
        let path = path.isEmpty ? "/" : path
        return path == cookiePath || path.hasPrefix(cookiePath.hasSuffix("/") ? cookiePath : cookiePath + "/")
    }

    private static func sameSite(_ attributes: [String: String]) -> SameSite {
        switch attributes["samesite"]?.lowercased() {
        case "strict": .strict
        case "none": .none
        default: .lax
        }
    }

    private static func expires(_ attributes: [String: String], now: Date) -> Date? {
        if let age = attributes["max-age"].flatMap(Double.init) { return now.addingTimeInterval(age) }
        guard let text = attributes["expires"] else { return nil }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text)
    }
}
