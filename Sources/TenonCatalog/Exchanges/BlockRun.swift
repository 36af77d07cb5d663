// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// One block of a definition run against the third party: its verification, say, or the request for a token.
///
/// A pure value: it says what to send, is told what came back, and ends in a verdict. One question is under way at a
/// time; ``next()`` repeats it until an answer was received.
package struct BlockRun: Sendable {
    package enum Step: Sendable {
        case send(OutboundRequest)
        case logIn(MailLogin)
        /// Wait, then ask for the next step.
        case wait(Duration)
        case done(Verdict)
    }

    /// What the third party thinks of what it was shown: the credential, or the grant that asks for one.
    package enum Verdict: Sendable, Hashable {
        case good(Connection.Identity)
        /// The third party said that the credential, or the grant, is not good.
        case bad(Failure)
        /// Nobody said anything about it.
        case undetermined(Failure)
        /// The third party does not accept the installation: its client, or what it asks for.
        case misconfigured(Failure)
        /// A person has not answered yet (RFC 8628 §3.5).
        case pending(Failure)
    }

    private enum State: Sendable {
        case ready
        case waiting(Duration)
        case asked(Step)
        case done(Verdict)
    }

    private let type: ConnectionType
    private let block: ConnectionType.Block
    private let requests: [RequestDefinition]
    package let context: RunContext
    private var redactor: Redactor
    private var identity = Connection.Identity()
    private var position = 0
    private var repeats = 0
    private var asked = 0
    private var state = State.ready
    /// The values, and over them what answers added (`response.data`).
    package private(set) var values: ParameterValues
    /// What later blocks of the same authorization may read.
    package private(set) var temp: ValueCollection
    /// The scopes that the answer says were granted; `nil` when it says nothing.
    package private(set) var grantedScopes: [String]?
    /// The scopes that an answer said the credential lacks (RFC 6750 §3.1).
    package private(set) var missingScopes: [String] = []

    /// Whether it ended without asking anything, because no condition of its requests holds.
    package private(set) var isSkipped = false

    init(type: ConnectionType, block: ConnectionType.Block, context: RunContext) {
        self.type = type
        self.block = block
        self.context = context
        values = context.values
        temp = context.temp
        requests = type.requests[block] ?? []
        redactor = Redactor(values.secrets)
        for value in context.derivedSecrets(for: type) { redactor.add(derived: value) }
    }

    package mutating func next() -> Step {
        switch state {
        case .done(let verdict): return .done(verdict)
        case .asked(let step): return step
        case .waiting(let duration):
            state = .ready
            return .wait(duration)
        case .ready: break
        }
        while position < requests.count {
            do {
                if let step = try ask(requests[position]) {
                    state = .asked(step)
                    asked += 1
                    return step
                }
            } catch {
                return .done(end(.undetermined(failure(error))))
            }
            if case .done(let verdict) = state { return .done(verdict) }
            position += 1
        }
        guard asked > 0 else {
            isSkipped = true
            let sentence = Sentence(requests.isEmpty ? .unverifiable : .nothingAsked)
            return .done(end(.undetermined(Failure(sentence, name: .runtime))))
        }
        return .done(end(.good(identity)))
    }

    /// Takes the answer to the request that ``next()`` gave.
    package mutating func receive(_ response: OutboundResponse) {
        guard case .asked(.send) = state else { return }
        let definition = requests[position].response
        let body = AnswerReader.body(response, definition)
        var evaluator = evaluator()
        evaluator.variables["body"] = body ?? .text(String(decoding: response.body, as: UTF8.self))
        evaluator.variables["headers"] = AnswerReader.headers(response)
        evaluator.variables["statusCode"] = .number(response.status)
        missingScopes = InsufficientScope.scopes(in: response)
        do {
            if let verdict = try verdict(on: response, definition, isBodyReadable: body != nil, &evaluator) {
                _ = end(verdict)
                return
            }
            try learn(definition, &evaluator)
        } catch {
            _ = end(.undetermined(failure(error, status: response.status)))
        }
    }

    private func verdict(
        on response: OutboundResponse, _ definition: ResponseDefinition, isBodyReadable: Bool,
        _ evaluator: inout Evaluator
    ) throws -> Verdict? {
        if block.asksForGrant {
            return try GrantJudge(
                definition: definition, response: response, redactor: redactor, isBodyReadable: isBodyReadable,
                now: context.now
            ).verdict(&evaluator)
        }
        var judge = AnswerJudge(definition: definition, status: response.status, redactor: redactor)
        judge.retryAfter = RetryAfter.duration(in: response, at: context.now)
        judge.isBodyReadable = isBodyReadable
        return try judge.verdict(&evaluator)
    }

    package mutating func receive(_ outcome: MailLoginOutcome) {
        guard case .asked(.logIn) = state else { return }
        switch outcome {
        case .rejected(let words):
            _ = end(.bad(mailFailure(words, or: .mailRefused, name: .invalidAccessToken)))
        case .unavailable(let words):
            _ = end(.undetermined(mailFailure(words, or: .mailUnavailable, name: .connection)))
        case .accepted:
            var evaluator = evaluator()
            do { try learn(requests[position].response, &evaluator) } catch {
                _ = end(.undetermined(failure(error)))
            }
        }
    }

    /// Takes word that there is no answer.
    package mutating func receive(_ failure: OutboundFailure) {
        guard case .asked = state else { return }
        let name: Failure.Name =
            switch failure {
            case .hostNotAllowed, .addressNotAllowed, .invalidRequest: .runtime
            case .responseTooLarge, .malformedAnswer: .data
            case .nameNotResolved, .unreachable, .connectionLost, .tlsFailed, .timedOut, .busy: .connection
            }
        let message = redactor.clean(failure.description)
        _ = end(.undetermined(Failure(status: nil, message: message, name: name, sentence: failure.sentence)))
    }

    /// With the server's words, or with ours when it has none.
    private func mailFailure(_ words: String, or ours: Sentence.Name, name: Failure.Name) -> Failure {
        let message = redactor.clean(words)
        return message.isEmpty
            ? Failure(Sentence(ours), name: name) : Failure(status: nil, message: message, name: name)
    }

    // MARK: - Asking

    private func evaluator() -> Evaluator { context.evaluator(for: type, values: values, temp: temp) }

    /// What to ask; `nil` when the request's condition does not hold.
    private mutating func ask(_ definition: RequestDefinition) throws -> Step? {
        var evaluator = evaluator()
        for field in definition.temp {
            temp[field.name] = try evaluator.evaluate(field.value)
            evaluator.variables["temp"] = .collection(temp)
        }
        if let condition = definition.condition, try !evaluator.evaluate(condition.test).isTrue {
            if let otherwise = condition.otherwise {
                evaluator.variables["body"] = try evaluator.evaluate(otherwise)
                try learn(definition.response, &evaluator, advances: false)
            }
            return nil
        }
        var builder = RequestBuilder(type: type, evaluator: evaluator, block: block)
        defer { for value in builder.derived { redactor.add(derived: value) } }
        if let mail = definition.mail { return .logIn(try builder.mailLogin(definition, mail)) }
        return .send(try builder.request(definition))
    }

    // MARK: - Learning

    /// Takes from a good answer what the definition says, and goes on, unless the request is to be repeated.
    private mutating func learn(
        _ definition: ResponseDefinition, _ evaluator: inout Evaluator, advances: Bool = true
    ) throws {
        for field in definition.temp {
            temp[field.name] = try evaluator.evaluate(field.value)
            evaluator.variables["temp"] = .collection(temp)
        }
        try learnData(definition, &evaluator)
        guard values.byteCount <= ParameterValues.bytesMax else { throw Evaluator.tooLarge }
        try learnIdentity(definition, &evaluator)
        guard advances else { return }
        if let again = requests[position].repeats, repeats < again.limit - 1,
            try evaluator.evaluate(again.condition).isTrue
        {
            repeats += 1
            state = .waiting(again.delay)
            return
        }
        repeats = 0
        position += 1
        state = .ready
    }

    private mutating func learnData(_ definition: ResponseDefinition, _ evaluator: inout Evaluator) throws {
        let data = try evaluator.evaluate(definition.data)
        if block.bringsToken {
            if let token = data[ParameterValues.accessToken], token.isEmpty { throw MissingToken() }
            // An expiry belongs to the token that it came with.
            values.remove(ParameterValues.expires)
        }
        for entry in data {
            // What a third party hands out to use is a secret until something says otherwise.
            // What is made of a secret stays one, whatever the definition calls it.
            let isSecret = entry.value.isSecret || type.parameter(named: entry.name)?.isSecret ?? true
            values.set(entry.name, entry.value.json, isSecret: isSecret)
            redactor.add(derived: entry.value)
        }
        guard let scope = definition.scope else { return }
        let granted = ScopeList.scopes(in: try evaluator.evaluate(scope))
        if !granted.isEmpty { grantedScopes = granted }
    }

    private mutating func learnIdentity(_ definition: ResponseDefinition, _ evaluator: inout Evaluator) throws {
        if let expires = definition.expires, let date = try evaluator.evaluate(expires).date {
            identity.expiresAt = date
        }
        if let metadata = definition.metadata {
            let value = try evaluator.evaluate(metadata.value)
            // Display data is shown to everyone who may read the connection.
            let text = redactor.clean(value.text)
            if !value.isSecret, !text.isEmpty {
                identity.metadata = .init(value: text, kind: metadata.isEmail ? .email : .string)
            }
        }
        if let template = definition.uid {
            let uid = try evaluator.evaluate(template)
            guard !uid.isSecret, !uid.isEmpty else { return }
            if case .number(let number) = uid.content {
                identity.uid = .number(number)
            } else {
                identity.uid = .string(redactor.clean(uid.text))
            }
        }
    }

    // MARK: - Ending

    private mutating func end(_ verdict: Verdict) -> Verdict {
        state = .done(verdict)
        return verdict
    }

    private func failure(_ error: any Error, status: Int? = nil) -> Failure { Failure(making: error, status: status) }
}

/// The answer was good as far as its status goes, and brought nothing.
private struct MissingToken: Error {}

extension Failure {
    /// What went wrong on this side while a request was made or its answer read.
    init(making error: any Error, status: Int? = nil) {
        switch error {
        case let failure as Failure: self = failure
        case let fault as RequestFault:
            self.init(Sentence(.requestNotMade, ["reason": .sentence(fault.reason)]), status: status, name: .runtime)
        case let error as ExpressionError:
            self.init(
                Sentence(.expressionFailed, ["reason": .sentence(error.reason)]), status: status, name: .unexpected)
        case is MissingToken: self.init(Sentence(.noAccessToken), status: status, name: .data)
        default:
            self.init(Sentence(.notEvaluated), status: status, name: .unexpected)
        }
    }
}

extension BlockRun: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹\(block.rawValue) of \(type.name)›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension ConnectionType {
    /// A run of that block, at its beginning.
    package func run(_ block: Block, in context: RunContext) -> BlockRun {
        BlockRun(type: self, block: block, context: context)
    }

    /// A verification of these values, at its beginning.
    package func verification(
        values: ParameterValues, installed: ParameterValues = ParameterValues(), now: Timestamp,
        randomness: any Randomness
    ) -> BlockRun {
        run(.info, in: RunContext(values: values, installed: installed, now: now, randomness: randomness))
    }
}
