// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Whether a credential is good, asked of the third party as the definition says.
///
/// A pure value: it says what to send, is told what came back, and ends in a verdict. One question is under way at a
/// time; ``next()`` repeats it until an answer was received.
package struct Verification: Sendable {
    package enum Step: Sendable {
        case send(OutboundRequest)
        case logIn(MailLogin)
        /// Wait, then ask for the next step.
        case wait(Duration)
        case done(Verdict)
    }

    package enum Verdict: Sendable, Hashable {
        case good(Connection.Identity)
        /// The third party said that the credential is not good.
        case bad(Failure)
        /// Nobody said anything about the credential.
        case undetermined(Failure)
    }

    private enum State: Sendable {
        case ready
        case waiting(Duration)
        case asked(Step)
        case done(Verdict)
    }

    private let type: ConnectionType
    private let requests: [RequestDefinition]
    private let now: Timestamp
    private let randomness: any Randomness
    private let common: ValueCollection
    private var redactor: Redactor
    private var temp = ValueCollection()
    private var identity = Connection.Identity()
    private var position = 0
    private var repeats = 0
    private var asked = 0
    private var state = State.ready
    /// The values, and over them what answers added (`response.data`).
    package private(set) var values: ParameterValues

    init(
        type: ConnectionType, values: ParameterValues, common: ValueCollection, now: Timestamp,
        randomness: any Randomness
    ) {
        self.type = type
        self.values = values
        self.now = now
        self.randomness = randomness
        self.common = common.mapValues { $0.tainted() }
        requests = type.requests[.info] ?? []
        redactor = Redactor(values.secrets)
        for entry in self.common { redactor.add(derived: entry.value) }
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
            let message =
                requests.isEmpty
                ? "Connections of this type cannot be verified: the definition names no request for it."
                : "Nothing was asked: the conditions of the definition's requests do not hold."
            return .done(end(.undetermined(Failure(status: nil, message: message, name: .runtime))))
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
        do {
            var judge = AnswerJudge(definition: definition, status: response.status, redactor: redactor)
            judge.hasRetryAfter = response.header("retry-after") != nil
            judge.isBodyReadable = body != nil
            if let verdict = try judge.verdict(&evaluator) {
                _ = end(verdict)
                return
            }
            try learn(definition, &evaluator)
        } catch {
            _ = end(.undetermined(failure(error, status: response.status)))
        }
    }

    package mutating func receive(_ outcome: MailLoginOutcome) {
        guard case .asked(.logIn) = state else { return }
        switch outcome {
        case .rejected(let words):
            let message = redactor.clean(words)
            let said = message.isEmpty ? "The mail server refused user name or password." : message
            _ = end(.bad(Failure(status: nil, message: said, name: .invalidAccessToken)))
        case .unavailable(let words):
            let message = redactor.clean(words)
            let said = message.isEmpty ? "The mail server could not check the credentials." : message
            _ = end(.undetermined(Failure(status: nil, message: said, name: .connection)))
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
            case .nameNotResolved, .unreachable, .tlsFailed, .timedOut, .busy: .connection
            }
        let message = redactor.clean(failure.description)
        _ = end(.undetermined(Failure(status: nil, message: message, name: name)))
    }

    // MARK: - Asking

    private func evaluator() -> Evaluator {
        let store = Value.collection(values.collection)
        return Evaluator(
            variables: ValueCollection([
                ("connection", store), ("parameters", store), ("data", store), ("temp", .collection(temp)),
                ("common", .collection(common)), ("environment", .collection(ValueCollection())),
            ]), now: now, randomness: randomness)
    }

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
        var builder = RequestBuilder(type: type, evaluator: evaluator)
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
        for entry in try evaluator.evaluate(definition.data) {
            // What a third party hands out to use is a secret until something says otherwise.
            values.set(entry.name, entry.value.json, isSecret: type.parameter(named: entry.name)?.isSecret ?? true)
            redactor.add(derived: entry.value)
        }
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

    private func failure(_ error: any Error, status: Int? = nil) -> Failure {
        switch error {
        case let fault as RequestBuilder.Fault:
            Failure(status: status, message: "The request could not be made: \(fault.reason).", name: .runtime)
        case let error as ExpressionError:
            Failure(
                status: status, message: "An expression of the connection type failed: \(error.reason).",
                name: .unexpected)
        default: Failure(status: status, message: "The connection type could not be evaluated.", name: .unexpected)
        }
    }
}

extension Verification: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹verification of \(type.name)›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension ConnectionType {
    /// A verification of these values, at its beginning.
    ///
    /// `installed` are the values of the installation (`common`) that the operator keeps, over the definition's own.
    package func verification(
        values: ParameterValues, installed: ParameterValues = ParameterValues(), now: Timestamp,
        randomness: any Randomness
    ) -> Verification {
        var evaluator = Evaluator(variables: ValueCollection(), now: now, randomness: randomness)
        // A definition's own constants are text without variables; one that fails is as good as missing.
        let own = (try? evaluator.evaluate(common)) ?? ValueCollection()
        return Verification(
            type: self, values: values, common: own.merging(installed.collection), now: now, randomness: randomness)
    }
}
