// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain

/// The log-in part of SMTP (RFC 5321, RFC 3207, RFC 4954): greeting, `EHLO`, `STARTTLS`, `AUTH`, `QUIT`.
struct SMTPConversation: MailConversation {
    private enum State: Hashable, Sendable {
        case greeting
        case hello(isSecure: Bool)
        case startTLS
        case plain
        case loginUser
        case loginPassword
        case answer
    }

    private let login: MailLogin
    private let words: ServerWords
    private var state = State.greeting
    /// The lines of the reply that has begun.
    private var lines: [Substring] = []
    private var code = 0

    init(_ login: MailLogin) {
        self.login = login
        words = ServerWords(login)
    }

    mutating func received(_ line: String) -> [MailStep] {
        guard line.utf8.prefix(3).count == 3, line.utf8.prefix(3).allSatisfy({ (0x30...0x39).contains($0) }),
            let code = Int(line.prefix(3)), (200...599).contains(code), lines.isEmpty || code == self.code
        else { return [malformed] }
        self.code = code
        lines.append(line.dropFirst(4))
        switch line.dropFirst(3).first {
        case "-": return []
        case nil, " ":
            defer { lines = [] }
            return replied()
        default: return [malformed]
        }
    }

    private mutating func replied() -> [MailStep] {
        let text = words.shown(lines.joined(separator: " "))
        if code == 421 { return [.finish(.unavailable(text))] }
        switch state {
        case .greeting: return code == 220 ? [hello(isSecure: login.security == .tls)] : [.finish(.unavailable(text))]
        case .hello(let isSecure):
            return code == 250 ? greeted(isSecure: isSecure) : [quit, .finish(.unavailable(text))]
        case .startTLS: return startTLS(text)
        case .plain, .loginUser, .loginPassword, .answer: return authenticating(text)
        }
    }

    private mutating func startTLS(_ text: String) -> [MailStep] {
        switch code {
        case 220: [.startTLS, hello(isSecure: true)]
        case 400...499: [quit, .finish(.unavailable(text))]
        default: [noTLS]
        }
    }

    private mutating func greeted(isSecure: Bool) -> [MailStep] {
        let offers = lines.dropFirst().map { $0.uppercased().split(whereSeparator: { $0 == " " || $0 == "=" }) }
        if login.security == .starttls, !isSecure {
            guard offers.contains(where: { $0.first == "STARTTLS" }) else { return [noTLS] }
            state = .startTLS
            return [.send("STARTTLS")]
        }
        guard !login.hasNUL else { return [.fail(.invalidRequest(.credentialNUL))] }
        // `AUTH=LOGIN` is how servers older than RFC 2554 say it.
        let mechanisms = Set(offers.filter { $0.first == "AUTH" }.flatMap { $0.dropFirst() })
        if mechanisms.contains("PLAIN") {
            state = .plain
            return [.send(login.plainResponse.wrapped("AUTH PLAIN ", "\r\n"))]
        }
        if mechanisms.contains("LOGIN") {
            state = .loginUser
            return [.send("AUTH LOGIN")]
        }
        return [
            quit, .finish(.unavailable("The server offers no log-in with user name and password on this connection.")),
        ]
    }

    private mutating func authenticating(_ text: String) -> [MailStep] {
        switch (code, state) {
        case (235, .plain), (235, .answer): return [quit, .finish(.accepted)]
        case (334, .loginUser):
            state = .loginPassword
            return [.send(login.username.base64.wrapped("", "\r\n"))]
        case (334, .loginPassword):
            state = .answer
            return [.send(login.password.base64.wrapped("", "\r\n"))]
        // 525: the account is disabled. 534: the password is right, but not enough, or not of the kind that is wanted.
        case (525, _), (534, _), (535, _): return [quit, .finish(.rejected(text))]
        case (400...599, _): return [quit, .finish(.unavailable(text))]
        default: return [malformed]
        }
    }

    /// An address literal, as clients that do not tell their name use it.
    private mutating func hello(isSecure: Bool) -> MailStep {
        state = .hello(isSecure: isSecure)
        return .send("EHLO [127.0.0.1]")
    }

    private var quit: MailStep { .send("QUIT") }
    private var malformed: MailStep { .fail(.malformedAnswer(.notSMTP)) }
    private var noTLS: MailStep { .fail(.tlsFailed(.noSTARTTLS)) }
}
