// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain

/// The log-in part of IMAP (RFC 3501, RFC 9051): greeting, `CAPABILITY`, `STARTTLS`, `LOGIN`, `LOGOUT`.
struct IMAPConversation: MailConversation {
    private enum State: Hashable, Sendable {
        case greeting
        case capability(isSecure: Bool)
        case startTLS
        case login
    }

    private let login: MailLogin
    private let words: ServerWords
    private var state = State.greeting
    private var tagNumber = 0
    private var capabilities: Set<String> = []
    /// What is still to be sent of the `LOGIN` command, each behind a literal's announcement.
    private var pieces: [Secret] = []

    init(_ login: MailLogin) {
        self.login = login
        words = ServerWords(login)
    }

    mutating func received(_ line: String) -> [MailStep] {
        if line.hasPrefix("* ") || line == "*" { return untagged(line.dropFirst(2)) }
        if line.hasPrefix("+") { return continued() }
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard state != .greeting, parts.count >= 2, parts[0] == tag else { return [malformed] }
        let text = parts.count == 3 ? parts[2] : ""
        switch parts[1].uppercased() {
        case "OK": return accepted(text)
        case "NO": return refused(text)
        case "BAD": return state == .startTLS ? [noTLS] : [.finish(.unavailable(words.shown(text)))]
        default: return [malformed]
        }
    }

    private mutating func untagged(_ text: Substring) -> [MailStep] {
        let parts = text.split(separator: " ", maxSplits: 1)
        let word = parts.first?.uppercased() ?? ""
        let rest = parts.count == 2 ? parts[1] : ""
        if word == "BYE" { return [.finish(.unavailable(words.shown(rest)))] }
        guard state == .greeting else {
            if word == "CAPABILITY" { learn(rest) }
            return []
        }
        switch word {
        case "OK": return [askCapability(isSecure: login.security == .tls)]
        // Logged in already means that no password is looked at, and that TLS can no longer be begun.
        case "PREAUTH" where login.security == .starttls: return [noTLS]
        case "PREAUTH":
            return [.finish(.unavailable("The server logs in without a password (PREAUTH), so none can be checked."))]
        default: return [malformed]
        }
    }

    private mutating func accepted(_ text: Substring) -> [MailStep] {
        switch state {
        case .greeting: return [malformed]
        case .capability(let isSecure):
            if login.security == .starttls, !isSecure {
                guard capabilities.contains("STARTTLS") else { return [noTLS] }
                state = .startTLS
                return [command("STARTTLS")]
            }
            return beginLogin()
        case .startTLS: return [.startTLS, askCapability(isSecure: true)]
        case .login: return pieces.isEmpty ? [command("LOGOUT"), .finish(.accepted)] : [malformed]
        }
    }

    private mutating func refused(_ text: Substring) -> [MailStep] {
        switch state {
        case .startTLS: return [noTLS]
        case .login:
            let shown = words.shown(text)
            return [
                command("LOGOUT"), .finish(IMAPConversation.isTrouble(text) ? .unavailable(shown) : .rejected(shown)),
            ]
        case .greeting, .capability: return [.finish(.unavailable(words.shown(text)))]
        }
    }

    /// RFC 5530's codes that speak of the server's state, not of the credential.
    private static func isTrouble(_ text: Substring) -> Bool {
        guard text.hasPrefix("["), let end = text.firstIndex(where: { $0 == "]" || $0 == " " }) else { return false }
        let code = text[text.index(after: text.startIndex)..<end].uppercased()
        return ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "PRIVACYREQUIRED", "CONTACTADMIN"].contains(code)
    }

    private mutating func beginLogin() -> [MailStep] {
        guard !login.hasNUL else { return [.fail(.invalidRequest(.credentialNUL))] }
        guard !capabilities.contains("LOGINDISABLED") else {
            return [
                command("LOGOUT"),
                .finish(
                    .unavailable("The server allows no log-in with a password on this connection (LOGINDISABLED).")),
            ]
        }
        state = .login
        tagNumber += 1
        pieces = IMAPConversation.loginPieces(tag: tag, user: login.username, password: login.password)
        return [.send(pieces.removeFirst())]
    }

    private mutating func continued() -> [MailStep] {
        guard state == .login, !pieces.isEmpty else { return [malformed] }
        return [.send(pieces.removeFirst())]
    }

    /// The `LOGIN` command, cut where the server has to ask for a literal.
    private static func loginPieces(tag: String, user: Secret, password: Secret) -> [Secret] {
        var pieces: [[UInt8]] = [Array("\(tag) LOGIN".utf8)]
        for argument in [user, password] {
            argument.withRevealedBytes { bytes in
                pieces[pieces.count - 1].append(UInt8(ascii: " "))
                if bytes.count <= 1024, bytes.allSatisfy({ (0x20...0x7e).contains($0) }) {
                    pieces[pieces.count - 1] += quoted(bytes)
                } else {
                    pieces[pieces.count - 1] += Array("{\(bytes.count)}\r\n".utf8)
                    pieces.append(Array(bytes))
                }
            }
        }
        pieces[pieces.count - 1] += Array("\r\n".utf8)
        return pieces.map { Secret(bytes: $0) }
    }

    private static func quoted(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        return [quote] + bytes.flatMap { $0 == quote || $0 == backslash ? [backslash, $0] : [$0] } + [quote]
    }

    private mutating func learn(_ text: Substring) {
        capabilities.formUnion(text.uppercased().split(separator: " ").map(String.init))
    }

    /// Always asked anew: what was said before TLS does not count, and what a greeting says may be left out.
    private mutating func askCapability(isSecure: Bool) -> MailStep {
        capabilities = []
        state = .capability(isSecure: isSecure)
        return command("CAPABILITY")
    }

    private var tag: String { "a\(tagNumber)" }

    private mutating func command(_ name: String) -> MailStep {
        tagNumber += 1
        return .send("\(tag) \(name)")
    }

    private var malformed: MailStep { .fail(.malformedAnswer(.notIMAP)) }
    private var noTLS: MailStep { .fail(.tlsFailed(.noSTARTTLS)) }
}
