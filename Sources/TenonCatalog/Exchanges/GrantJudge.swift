// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Says what a token endpoint's answer means for the grant that was presented (RFC 6749 §5.1, §5.2).
///
/// A grant ends only when the provider clearly says so. The rules, in order:
///
/// - 429 and 5xx: undetermined, whatever the body says; the provider is busy or down.
/// - The definition's own word (`error.type`, `valid.type`): InvalidAccessTokenError is bad; RateLimitError,
///   ConnectionError and UnexpectedError are undetermined.
/// - An `error` member with a known word, with any other status: `invalid_grant`, `access_denied` and `expired_token`
///   are bad; `authorization_pending` and `slow_down` are pending; `temporarily_unavailable` and `server_error` are
///   undetermined; all others that the standards know are the installation's fault.
/// - 2xx that cannot be read, or in which `valid` does not hold, or with an unknown `error`: undetermined. Some
///   providers answer 200 to everything; what their words mean, the definition has to say.
/// - 400 with no body, or with JSON in words of the server's own: bad. 400 with a page: undetermined, it may come from
///   anything in between.
/// - 401 is about the client (§5.2): the installation's fault. Everything else is undetermined.
struct GrantJudge {
    let definition: ResponseDefinition
    let response: OutboundResponse
    let redactor: Redactor
    let isBodyReadable: Bool
    let now: Timestamp

    private enum Meaning { case bad, pending, undetermined, misconfigured }

    private static let meanings: [String: Meaning] = [
        "invalid_grant": .bad, "access_denied": .bad, "expired_token": .bad,
        "authorization_pending": .pending, "slow_down": .pending,
        "temporarily_unavailable": .undetermined, "server_error": .undetermined,
        "invalid_client": .misconfigured, "unauthorized_client": .misconfigured,
        "unsupported_grant_type": .misconfigured, "invalid_scope": .misconfigured, "invalid_request": .misconfigured,
        "invalid_target": .misconfigured, "invalid_dpop_proof": .misconfigured,
    ]

    /// `nil` when the answer grants what was asked for.
    func verdict(_ evaluator: inout Evaluator) throws -> BlockRun.Verdict? {
        let status = response.status
        let body = evaluator.variables["body"] ?? .null
        let word = GrantJudge.word(in: body)
        if status == 429 || status >= 500 { return .undetermined(try failure(word, status >= 500, &evaluator)) }
        if (200..<300).contains(status) { return try success(word, &evaluator) }
        let failure = try failure(word, false, &evaluator)
        if let verdict = verdict(named: failure, isExplicit: try type(&evaluator) != nil) { return verdict }
        switch word.flatMap({ GrantJudge.meanings[$0] }) {
        case .bad?: return .bad(failure)
        case .pending?: return .pending(failure)
        case .undetermined?: return .undetermined(failure)
        case .misconfigured?: return .misconfigured(failure)
        case nil: break
        }
        switch status {
        case 400: return isPage(body) ? .undetermined(failure) : .bad(failure)
        case 401: return .misconfigured(failure)
        default: return .undetermined(failure)
        }
    }

    private func success(_ word: String?, _ evaluator: inout Evaluator) throws -> BlockRun.Verdict? {
        guard isBodyReadable, evaluator.variables["body"]?.collection != nil || definition.data.isEmpty else {
            return .undetermined(Failure(Sentence(.answerUnreadable), status: response.status, name: .data))
        }
        let holds = try definition.valid.map { try evaluator.evaluate($0.test).isTrue } ?? true
        guard !holds || word != nil else { return nil }
        let failure = try failure(word, false, &evaluator)
        if let verdict = verdict(named: failure, isExplicit: try type(&evaluator) != nil) { return verdict }
        switch word.flatMap({ GrantJudge.meanings[$0] }) {
        case .bad?: return .bad(failure)
        case .pending?: return .pending(failure)
        case .misconfigured?: return .misconfigured(failure)
        case .undetermined?: return .undetermined(failure)
        // A provider that answers 200 to failures, in words that only the definition could explain.
        case nil: return .undetermined(failure)
        }
    }

    private func verdict(named failure: Failure, isExplicit: Bool) -> BlockRun.Verdict? {
        guard isExplicit else { return nil }
        switch failure.name {
        case .invalidAccessToken: return .bad(failure)
        case .rateLimit, .connection, .unexpected: return .undetermined(failure)
        case .runtime: return .misconfigured(failure)
        case .data: return nil
        }
    }

    /// The error's word, from a body that holds one.
    private static func word(in body: Value) -> String? {
        guard let error = body.collection?["error"], case .text(let word) = error.content, !word.isEmpty else {
            return nil
        }
        return word.lowercased()
    }

    private func isPage(_ body: Value) -> Bool {
        guard case .text(let text) = body.content else { return false }
        return !text.trimmingSpace().isEmpty
    }

    // MARK: - Words

    private func rejection() -> ResponseDefinition.Rejection? {
        definition.errorsByStatus.first { $0.pattern.range.contains(response.status) }?.rejection
    }

    /// What the definition calls the failure.
    private func type(_ evaluator: inout Evaluator) throws -> Failure.Name? {
        for template in [rejection()?.type, definition.valid?.type, definition.error?.type].compactMap({ $0 }) {
            if let name = Failure.Name(rawValue: try evaluator.evaluate(template).text) { return name }
        }
        return nil
    }

    private func failure(
        _ word: String?, _ isProvidersTrouble: Bool, _ evaluator: inout Evaluator
    ) throws -> Failure {
        let usual: Failure.Name =
            switch response.status {
            case 429: .rateLimit
            case _ where isProvidersTrouble: .connection
            case 400, 401: .invalidAccessToken
            default: .data
            }
        return Failure(
            try message(&evaluator), or: Sentence(.answered, ["status": String(response.status)]),
            status: response.status, name: try type(&evaluator) ?? usual,
            oauthError: word.map { String(redactor.clean($0).prefix(64)) },
            retryAfter: RetryAfter.duration(in: response, at: now))
    }

    /// The first of the definition's texts that says something, else what the body says.
    private func message(_ evaluator: inout Evaluator) throws -> String? {
        for template in [rejection()?.message, definition.valid?.message, definition.error?.message].compactMap({ $0 })
        {
            let value = try evaluator.evaluate(template)
            let text = redactor.clean(value.isSecret ? "" : value.text)
            if !text.isEmpty { return text }
        }
        let said = AnswerReader.message(evaluator.variables["body"] ?? .null).map { redactor.clean($0) }
        return said.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension ConnectionType.Block {
    /// Whether the answer decides about a grant, not about a credential.
    var asksForGrant: Bool {
        switch self {
        case .token, .refresh, .requestToken, .accessToken, .device: true
        case .preauthorize, .authorize, .info, .introspect, .invalidate: false
        }
    }

    /// Whether a good answer replaces the token there is.
    var bringsToken: Bool { [.token, .refresh, .accessToken].contains(self) }
}
