// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain

/// What a dialogue wants done next.
enum MailStep: Sendable {
    /// Send a command; some hold the password.
    case send(Secret)
    /// Begin TLS, then go on with the steps that follow.
    case startTLS
    case finish(MailLoginOutcome)
    case fail(OutboundFailure)

    static func send(_ command: String) -> MailStep { .send(Secret(command + "\r\n")) }
}

/// One protocol's side of a log-in: a line in, steps out; no network, no clock.
protocol MailConversation: Sendable {
    mutating func received(_ line: String) -> [MailStep]
}

/// A log-in to a mail server as a pure value: bytes in, steps out.
///
/// After `finish` or `fail` it says nothing more.
struct MailDialogue: Sendable {
    private var reader = LineReader()
    private var conversation: any MailConversation
    private var isOver = false

    init(_ login: MailLogin) {
        conversation =
            switch login.service {
            case .imap: IMAPConversation(login)
            case .smtp: SMTPConversation(login)
            }
    }

    mutating func received(_ bytes: some Collection<UInt8>) -> [MailStep] {
        guard !isOver else { return [] }
        do {
            try reader.append(bytes)
            var steps: [MailStep] = []
            while !isOver, let line = try reader.next() { steps += take(conversation.received(line)) }
            return steps
        } catch {
            isOver = true
            return [.fail(.malformedAnswer(MailDialogue.cause(error)))]
        }
    }

    private mutating func take(_ steps: [MailStep]) -> [MailStep] {
        for step in steps {
            switch step {
            case .send: continue
            case .startTLS:
                // Whatever came in clear behind the OK was put there to be taken for the server's words under TLS.
                guard !reader.hasRemainder else {
                    isOver = true
                    return [.fail(.tlsFailed(.plainTextBeforeTLS))]
                }
            case .finish, .fail: isOver = true
            }
        }
        return steps
    }

    private static func cause(_ fault: LineReader.Fault) -> Sentence {
        switch fault {
        case .lineTooLong:
            Sentence(of: OutboundFailure.Cause.lineTooLong, ["bytes": String(LineReader.lineBytesMax)])
        case .tooMuch: Sentence(of: OutboundFailure.Cause.tooMuch, ["bytes": String(LineReader.totalBytesMax)])
        case .nul: Sentence(of: OutboundFailure.Cause.holdsNUL)
        }
    }
}
