// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonEgress

/// The dialogues alone, with transcripts: no network, no time.
@Suite struct MailDialogueTests {
    /// What a dialogue wanted, as text.
    private func run(
        _ service: MailLogin.Service, _ security: MailLogin.Security = .none, user: String = "alice",
        password: String = "s3cret", hears server: String...
    ) throws -> [String] {
        var dialogue = MailDialogue(try login(service, security, user: user, password: password))
        return server.flatMap { dialogue.received(Array($0.utf8)) }.map(text)
    }

    private func login(
        _ service: MailLogin.Service, _ security: MailLogin.Security, user: String = "alice",
        password: String = "s3cret"
    ) throws -> MailLogin {
        MailLogin(
            service: service, security: security, host: "mail.test", port: 143, username: Secret(user),
            password: Secret(password), allowedHosts: [])
    }

    private func text(_ step: MailStep) -> String {
        switch step {
        case .send(let command): "> " + command.reveal().split(separator: "\r\n").joined(separator: "|")
        case .startTLS: "tls"
        case .finish(.accepted): "accepted"
        case .finish(.rejected(let words)): "rejected \(words)"
        case .finish(.unavailable(let words)): "unavailable \(words)"
        case .fail(let failure): "failed \(failure)"
        }
    }

    // MARK: IMAP

    private let greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"
    private let capability = "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\na1 OK done\r\n"

    @Test func `IMAP logs in`() throws {
        #expect(
            try run(.imap, .tls, hears: greeting, capability, "a2 OK [CAPABILITY X] Logged in\r\n") == [
                "> a1 CAPABILITY", #"> a2 LOGIN "alice" "s3cret""#, "> a3 LOGOUT", "accepted",
            ])
    }

    @Test func `IMAP begins TLS and asks again`() throws {
        #expect(
            try run(
                .imap, .starttls, hears: greeting, capability, "a2 OK go\r\n", "* CAPABILITY IMAP4rev1\r\na3 OK\r\n",
                "a4 OK in\r\n")
                == [
                    "> a1 CAPABILITY", "> a2 STARTTLS", "tls", "> a3 CAPABILITY", #"> a4 LOGIN "alice" "s3cret""#,
                    "> a5 LOGOUT", "accepted",
                ])
    }

    @Test func `every cut of the bytes gives the same dialogue`() throws {
        let bytes = Array((greeting + capability + "a2 NO [AUTHENTICATIONFAILED] wrong\r\n").utf8)
        let whole = try run(.imap, hears: String(decoding: bytes, as: UTF8.self))
        for cut in bytes.indices {
            var dialogue = MailDialogue(try login(.imap, .none))
            let steps = dialogue.received(bytes[..<cut]) + dialogue.received(bytes[cut...])
            #expect(steps.map(text) == whole)
        }
        var dialogue = MailDialogue(try login(.imap, .none))
        #expect(bytes.flatMap { dialogue.received([$0]) }.map(text) == whole)
    }

    @Test func `IMAP quotes what can be quoted and sends the rest as literals`() throws {
        #expect(
            try run(.imap, user: #"a"b\c"#, password: "", hears: greeting, capability).last
                == #"> a2 LOGIN "a\"b\\c" """#)
        #expect(
            try run(.imap, user: "a", password: "pä\r\nss", hears: greeting, capability, "+ go\r\n", "a2 OK\r\n")
                .dropFirst() == [
                    #"> a2 LOGIN "a" {7}"#, "> pä|ss", "> a3 LOGOUT", "accepted",
                ])
        #expect(
            try run(.imap, user: "é", password: "ü", hears: greeting, capability, "+ go\r\n", "+ go\r\n").dropFirst()
                == [
                    "> a2 LOGIN {2}", "> é {2}", "> ü",
                ])
    }

    @Test(arguments: [
        ("a2 NO [AUTHENTICATIONFAILED] wrong", "rejected [AUTHENTICATIONFAILED] wrong"),
        ("a2 NO [AUTHORIZATIONFAILED] x", "rejected [AUTHORIZATIONFAILED] x"),
        ("a2 NO [EXPIRED] x", "rejected [EXPIRED] x"),
        ("a2 NO LOGIN failed", "rejected LOGIN failed"), ("a2 no x", "rejected x"), ("a2 NO", "rejected "),
        ("a2 NO [UNAVAILABLE] x", "unavailable [UNAVAILABLE] x"),
        ("a2 NO [unavailable] x", "unavailable [unavailable] x"),
        ("a2 NO [INUSE] x", "unavailable [INUSE] x"), ("a2 NO [LIMIT] x", "unavailable [LIMIT] x"),
        ("a2 NO [SERVERBUG] x", "unavailable [SERVERBUG] x"), ("a2 BAD what", "unavailable what"),
        ("* BYE later", "unavailable later"), ("* BYE", "unavailable "),
        ("a1 OK late", "failed \(OutboundFailure.malformedAnswer(.notIMAP))"),
        ("a2 MAYBE", "failed \(OutboundFailure.malformedAnswer(.notIMAP))"),
        ("+ more", "failed \(OutboundFailure.malformedAnswer(.notIMAP))"),
        ("hello", "failed \(OutboundFailure.malformedAnswer(.notIMAP))"),
    ])
    func `IMAP's answer to the log-in is read`(_ answer: String, _ outcome: String) throws {
        #expect(try run(.imap, hears: greeting, capability, answer + "\r\n").last == outcome)
    }

    @Test func `IMAP sends no password where it must not`() throws {
        let noTLS = "failed \(OutboundFailure.tlsFailed(.noSTARTTLS))"
        let plain = "failed \(OutboundFailure.tlsFailed(.plainTextBeforeTLS))"
        for (security, transcript, outcome) in [
            (MailLogin.Security.starttls, ["* OK\r\n", "* CAPABILITY IMAP4rev1\r\na1 OK\r\n"], noTLS),
            (.starttls, ["* PREAUTH hi\r\n"], noTLS), (.starttls, [greeting, capability, "a2 NO\r\n"], noTLS),
            (.starttls, [greeting, capability, "a2 BAD\r\n"], noTLS),
            (.starttls, [greeting, capability, "a2 OK\r\n* CAPABILITY X\r\n"], plain),
            (.starttls, [greeting, capability, "a2 OK\r\n*"], plain),
            (.none, ["* BYE full\r\n"], "unavailable full"),
            (
                .tls, ["* PREAUTH hi\r\n"],
                "unavailable The server logs in without a password (PREAUTH), so none can be checked."
            ),
            (
                .none, ["* OK\r\n", "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\na1 OK\r\n"],
                "unavailable The server allows no log-in with a password on this connection (LOGINDISABLED)."
            ),
        ] {
            var dialogue = MailDialogue(try login(.imap, security))
            let steps = transcript.flatMap { dialogue.received(Array($0.utf8)) }.map(text)
            #expect(steps.last == outcome)
            #expect(!steps.joined().contains("s3cret"))
        }
    }

    // MARK: SMTP

    private let hello = "250-mail.test\r\n250-STARTTLS\r\n250 AUTH LOGIN PLAIN\r\n"

    @Test func `SMTP logs in`() throws {
        #expect(
            try run(.smtp, .tls, hears: "220-hi\r\n220 there\r\n", hello, "235 2.7.0 ok\r\n") == [
                "> EHLO [127.0.0.1]", "> AUTH PLAIN AGFsaWNlAHMzY3JldA==", "> QUIT", "accepted",
            ])
        #expect(
            try run(
                .smtp, hears: "220 hi\r\n", "250-x\r\n250 auth=login\r\n", "334 VXNlcm5hbWU6\r\n",
                "334 UGFzc3dvcmQ6\r\n",
                "235 ok\r\n") == [
                    "> EHLO [127.0.0.1]", "> AUTH LOGIN", "> YWxpY2U=", "> czNjcmV0", "> QUIT", "accepted",
                ])
    }

    @Test func `SMTP begins TLS and greets again`() throws {
        #expect(
            try run(
                .smtp, .starttls, hears: "220 hi\r\n", hello, "220 go\r\n", "250-x\r\n250 AUTH PLAIN\r\n", "235 ok\r\n")
                == [
                    "> EHLO [127.0.0.1]", "> STARTTLS", "tls", "> EHLO [127.0.0.1]",
                    "> AUTH PLAIN AGFsaWNlAHMzY3JldA==",
                    "> QUIT", "accepted",
                ])
    }

    @Test(arguments: [
        ("535 5.7.8 no", "rejected 5.7.8 no"), ("535-5.7.8 no\r\n535 5.7.8 never", "rejected 5.7.8 no 5.7.8 never"),
        ("534 5.7.9 app password", "rejected 5.7.9 app password"), ("525 off", "rejected off"),
        ("454 later", "unavailable later"), ("421 bye", "unavailable bye"), ("451 x", "unavailable x"),
        ("504 x", "unavailable x"), ("530 x", "unavailable x"), ("538 x", "unavailable x"), ("500 x", "unavailable x"),
        ("334 what", "failed \(OutboundFailure.malformedAnswer(.notSMTP))"),
        ("235-a\r\n250 b", "failed \(OutboundFailure.malformedAnswer(.notSMTP))"),
        ("99 x", "failed \(OutboundFailure.malformedAnswer(.notSMTP))"),
        ("235x", "failed \(OutboundFailure.malformedAnswer(.notSMTP))"),
        ("٢٣٥ x", "failed \(OutboundFailure.malformedAnswer(.notSMTP))"),
        ("", "failed \(OutboundFailure.malformedAnswer(.notSMTP))"),
    ])
    func `SMTP's answer to the log-in is read`(_ answer: String, _ outcome: String) throws {
        #expect(try run(.smtp, hears: "220 hi\r\n", hello, answer + "\r\n").last == outcome)
    }

    @Test func `SMTP sends no password where it must not`() throws {
        let noTLS = "failed \(OutboundFailure.tlsFailed(.noSTARTTLS))"
        let plain = "failed \(OutboundFailure.tlsFailed(.plainTextBeforeTLS))"
        for (security, transcript, outcome) in [
            (MailLogin.Security.starttls, ["220 hi\r\n", "250-x\r\n250 AUTH PLAIN\r\n"], noTLS),
            (.starttls, ["220 hi\r\n", hello, "502 no\r\n"], noTLS),
            (.starttls, ["220 hi\r\n", hello, "454 later\r\n"], "unavailable later"),
            (.starttls, ["220 hi\r\n", hello, "220 go\r\n250 AUTH PLAIN\r\n"], plain),
            (.none, ["554 no\r\n"], "unavailable no"), (.none, ["421 full\r\n"], "unavailable full"),
            (.none, ["220 hi\r\n", "502 what\r\n"], "unavailable what"),
            (
                .none, ["220 hi\r\n", "250-x\r\n250 AUTH CRAM-MD5\r\n"],
                "unavailable The server offers no log-in with user name and password on this connection."
            ),
        ] {
            var dialogue = MailDialogue(try login(.smtp, security))
            let steps = transcript.flatMap { dialogue.received(Array($0.utf8)) }.map(text)
            #expect(steps.last == outcome)
            #expect(!steps.joined().contains("AGFsaWNl"))
        }
    }

    // MARK: Both

    @Test(arguments: MailLogin.Service.allCases)
    func `a hostile server meets limits`(_ service: MailLogin.Service) throws {
        let start = service == .imap ? "* " : "250-"
        let line = String(repeating: "x", count: 8_192)
        #expect(try run(service, hears: line + "x") == ["failed \(malformed(.lineTooLong, 8192))"])
        #expect(
            try run(service, hears: start + line + "\r\n") == ["failed \(malformed(.lineTooLong, 8192))"]
        )
        #expect(try run(service, hears: start + "\0\r\n") == ["failed \(OutboundFailure.malformedAnswer(.holdsNUL))"])
        var dialogue = MailDialogue(try login(service, .none))
        let opening = service == .imap ? "* OK\r\n" : "220 hi\r\n"
        _ = dialogue.received(Array(opening.utf8))
        let many = Array((start + String(repeating: "y", count: 1_000) + "\r\n").utf8)
        let ends = (0..<200).flatMap { _ in dialogue.received(many) }.map(text)
        #expect(ends == ["failed \(malformed(.tooMuch, 131_072))"])
        #expect(dialogue.received(Array("a1 OK\r\n".utf8)).isEmpty)
    }

    private func malformed(_ cause: OutboundFailure.Cause, _ bytes: Int) -> OutboundFailure {
        .malformedAnswer(Sentence(of: cause, ["bytes": String(bytes)]))
    }

    @Test(arguments: MailLogin.Service.allCases)
    func `a NUL in user name or password is not sent`(_ service: MailLogin.Service) throws {
        let opening = service == .imap ? greeting + capability : "220 hi\r\n" + hello
        for (user, password) in [("a\0b", "c"), ("a", "b\0c")] {
            #expect(
                try run(service, user: user, password: password, hears: opening).last
                    == "failed \(OutboundFailure.invalidRequest(.credentialNUL))")
        }
    }

    @Test(arguments: ["s3cret", "alice", "czNjcmV0", "YWxpY2U=", "AGFsaWNlAHMzY3JldA=="])
    func `words that repeat the credential are not shown`(_ echo: String) throws {
        for steps in [
            try run(.imap, hears: greeting, capability, "a2 NO you said \(echo)!\r\n"),
            try run(.imap, hears: "* BYE \(echo)\r\n"),
            try run(.smtp, hears: "220 hi\r\n", hello, "535-you said\r\n535 \(echo)\r\n"),
        ] {
            #expect(steps.last?.contains(echo) == false)
            #expect(steps.last?.contains("are not shown") == true)
        }
    }

    @Test func `words are cleaned and cut`() throws {
        let steps = try run(
            .imap, hears: greeting, capability,
            "a2 NO a\u{1b}[31mb\u{202e}c\rd\t\u{2028}e \(String(repeating: "z", count: 600))\r\n")
        #expect(steps.last?.hasPrefix("rejected a [31mb c d e zz") == true)
        #expect(steps.last?.count == "rejected ".count + 500)
    }
}
