// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Says what an answer means for the credential.
///
/// Only an answer about the credential may call it bad. The rules, in order:
///
/// - 429 and 5xx: undetermined; the provider is busy or down. Only an entry of the definition for that very status may
///   say otherwise.
/// - 3xx and 1xx: undetermined; redirects are not followed, and where to says nothing about the credential.
/// - 401 and 403: bad, unless `Retry-After` comes with a 403, which is how some providers limit rates.
/// - 400: bad; the server understood the address and refused the request, which is how some answer a malformed key.
/// - every other 4xx: undetermined; a 404 tells of a wrong address, a 408 of a slow line, a 402 of a bill.
/// - `response.valid`, when it holds for a 4xx, makes the answer good; when it does not hold for a 2xx, bad.
/// - The definition can name the failure: InvalidAccessTokenError is bad; RateLimitError, ConnectionError and
///   UnexpectedError (an answer of somebody else, say) are undetermined; others leave the rule above.
struct AnswerJudge {
    let definition: ResponseDefinition
    let status: Int
    let redactor: Redactor
    var retryAfter: Duration?
    var isBodyReadable = true

    init(definition: ResponseDefinition, status: Int, redactor: Redactor) {
        self.definition = definition
        self.status = status
        self.redactor = redactor
    }

    /// `nil` when the answer is good.
    func verdict(_ evaluator: inout Evaluator) throws -> BlockRun.Verdict? {
        switch status {
        case 200..<300: return try success(&evaluator)
        case 400..<500 where status != 429:
            if let valid = definition.valid, try evaluator.evaluate(valid.test).isTrue { return nil }
            return try rejection(&evaluator)
        case 429, 500...: return try rejection(&evaluator)
        default:
            let name: Sentence.Name = (300..<400).contains(status) ? .redirected : .answered
            return .undetermined(Failure(Sentence(name, ["status": String(status)]), status: status, name: .data))
        }
    }

    private func success(_ evaluator: inout Evaluator) throws -> BlockRun.Verdict? {
        guard isBodyReadable else {
            return .undetermined(Failure(Sentence(.answerUnreadable), status: status, name: .data))
        }
        guard let valid = definition.valid, try !evaluator.evaluate(valid.test).isTrue else { return nil }
        let type = try name(valid.type ?? definition.error?.type, &evaluator)
        let message = try message([valid.message, definition.error?.message], &evaluator)
        let failure = Failure(
            message, or: Sentence(.answerRefused), status: status, name: type ?? .invalidAccessToken)
        return AnswerJudge.saysNothing(failure.name) ? .undetermined(failure) : .bad(failure)
    }

    private func rejection(_ evaluator: inout Evaluator) throws -> BlockRun.Verdict {
        let specific = definition.errorsByStatus.first { $0.pattern.range.contains(status) }
        let isForThisStatus = specific.map { $0.pattern.range.count == 1 } ?? false
        let type = try name(specific?.rejection.type ?? definition.error?.type, &evaluator)
        let message = try message([specific?.rejection.message, definition.error?.message], &evaluator)
        let failure = Failure(
            message, or: Sentence(.answered, ["status": String(status)]), status: status, name: type ?? usualName,
            retryAfter: retryAfter)
        let isProvidersTrouble = status == 429 || status >= 500
        if isProvidersTrouble, !isForThisStatus { return .undetermined(failure) }
        switch type {
        case .invalidAccessToken: return .bad(failure)
        case let type? where AnswerJudge.saysNothing(type): return .undetermined(failure)
        default: return isUsuallyBad ? .bad(failure) : .undetermined(failure)
        }
    }

    /// Whether a failure of that name is none of the credential's.
    private static func saysNothing(_ name: Failure.Name) -> Bool {
        [.rateLimit, .connection, .unexpected].contains(name)
    }

    private var isUsuallyBad: Bool {
        switch status {
        case 400, 401: true
        case 403: retryAfter == nil
        default: false
        }
    }

    private var usualName: Failure.Name {
        switch status {
        case 429: .rateLimit
        case 403 where retryAfter != nil: .rateLimit
        case 401, 403: .invalidAccessToken
        case 408, 425, 500...: .connection
        default: .data
        }
    }

    private func name(_ template: Template?, _ evaluator: inout Evaluator) throws -> Failure.Name? {
        guard let template else { return nil }
        return Failure.Name(rawValue: try evaluator.evaluate(template).text)
    }

    /// The first of the definition's texts that says something, else what the body says.
    private func message(_ templates: [Template?], _ evaluator: inout Evaluator) throws -> String? {
        for template in templates.compactMap({ $0 }) {
            let value = try evaluator.evaluate(template)
            let text = redactor.clean(value.isSecret ? "" : value.text)
            if !text.isEmpty { return text }
        }
        let said = AnswerReader.message(evaluator.variables["body"] ?? .null).map { redactor.clean($0) }
        return said.flatMap { $0.isEmpty ? nil : $0 }
    }
}
