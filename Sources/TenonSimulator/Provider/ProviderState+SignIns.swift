// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// What a person is about to decide, between the first page and the last.
struct SignIn: Sendable {
    enum Purpose: Sendable {
        case code(AuthorizationRequest)
        case device(String)
        case requestToken(String)
    }

    let purpose: Purpose
    /// The cookie of the browser that began.
    let browser: String
    let expiresAt: Date
    /// Once the password was right.
    var userName: String?
}

/// A session of the two-step login.
struct Session: Sendable {
    let userName: String
    let expiresAt: Date
}

extension ProviderState {
    /// Starts a sign-in; the key goes into the form, the browser's text into a cookie.
    mutating func beginSignIn(_ purpose: SignIn.Purpose, at now: Date) -> (key: String, browser: String) {
        let (key, browser) = (mint.token(), mint.token())
        let record = SignIn(
            purpose: purpose, browser: browser, expiresAt: now.addingTimeInterval(limits.signInSeconds))
        signIns.insert(record, for: key)
        return (key, browser)
    }

    /// The sign-in, when the browser is the one that began it.
    func signIn(_ key: String, browser: String?, at now: Date) -> SignIn? {
        guard let record = signIns[key], record.browser == browser, now < record.expiresAt else { return nil }
        return record
    }

    /// Who may be asked, and for what: the client's name and the scopes.
    func subject(of purpose: SignIn.Purpose) -> (clientID: String, scope: [String])? {
        switch purpose {
        case .code(let request): (request.clientID, request.scope + request.userScope)
        case .device(let code): devices[code].map { ($0.clientID, $0.scope) }
        case .requestToken(let token): requestTokens[token].map { ($0.clientID, []) }
        }
    }

    /// Logs a person in for a session token, the first half of a two-step login.
    package mutating func openSession(
        name: String, password: String, seconds: Int, at now: Date
    ) throws(Refusal) -> String {
        guard let user = user(name: name, password: password) else { throw .wrongPassword }
        let token = mint.token("sess_")
        sessions.insert(
            Session(userName: user.name, expiresAt: now.addingTimeInterval(Double(seconds))), for: token)
        return token
    }

    package func sessionUser(_ token: String, at now: Date) -> User? {
        guard let session = sessions[token], now < session.expiresAt else { return nil }
        return users[session.userName]
    }

    @discardableResult
    package mutating func closeSession(_ token: String) -> Bool { sessions.remove(token) != nil }

    package func user(apiKey: String) -> User? { users.entries.first { $0.value.apiKey == apiKey }?.value }
}
