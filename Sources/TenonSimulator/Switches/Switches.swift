// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// How the provider behaves: every switch that is `nil` leaves what the profile does by itself.
package struct Switches: Hashable, Sendable {
    /// What stands in a token answer for `expires_in`.
    package enum ExpiresIn: String, SwitchValue, CaseIterable {
        case number, missing, text, float, zero, negative
        /// No `expires_in`, but `expires_at` in seconds since 1970.
        case absolute
    }

    /// Whether the authorization page answers by itself.
    package enum Auto: String, SwitchValue, CaseIterable { case approve, deny, off }

    /// The `iss` of an authorization answer (RFC 9207).
    package enum IssuerAnswer: String, SwitchValue, CaseIterable { case right, wrong, missing }

    // Grants and tokens.
    package var rotation: Bool?
    package var reuseDetection: Bool?
    package var graceSeconds: Int?
    package var accessSeconds: Int?
    package var refreshSeconds: Int?
    package var retiresAccessTokens: Bool?
    package var withheldScopes: [String]?
    package var givesRefreshToken: Bool?

    // What a token answer looks like.
    package var expiresIn: ExpiresIn?
    package var tokenType: String?
    package var scopeInAnswer: Bool?
    package var refreshTokenInRefreshAnswer: Bool?
    package var clockSkewSeconds: Int?

    // The authorization endpoint.
    package var auto: Auto?
    package var autoUser: String?
    package var issuerAnswer: IssuerAnswer?
    package var promisesIssuer: Bool?
    package var authorizationError: String?
    package var requiresProofKey: Bool?

    // Clients and the API.
    package var refusesClient: Bool?
    package var basicEncoding: BasicEncoding?
    package var deadTokenStatus: Int?

    /// What goes wrong; the first that fits a request is taken, and beside it one that is ``Fault/Kind/slow``.
    package var faults: [Fault]?

    package init() {}

    /// These switches, and those of `other` over them.
    package func overlaid(with other: Switches) -> Switches {
        var result = self
        for entry in Switches.entries { entry.overlay(other, &result) }
        return result
    }
}

extension BasicEncoding: SwitchValue {}

// MARK: - By name

extension Switches {
    /// One switch, as the outside names it.
    struct Entry: Sendable {
        let name: String
        let isFlag: Bool
        /// Sets it, or with `null` leaves it to the profile.
        ///
        /// Gives `false` when the value makes no sense.
        let setJSON: @Sendable (JSON, inout Switches) -> Bool
        let setText: @Sendable (String, inout Switches) -> Bool
        let json: @Sendable (Switches) -> JSON?
        let overlay: @Sendable (Switches, inout Switches) -> Void

        init<Value: SwitchValue>(
            _ name: String, _ path: any WritableKeyPath<Switches, Value?> & Sendable,
            where isSensible: @escaping @Sendable (Value) -> Bool = { _ in true }
        ) {
            self.name = name
            isFlag = Value.self == Bool.self
            setJSON = { json, switches in
                let value = Value(json: json)
                guard json.isNull || value.map(isSensible) ?? false else { return false }
                switches[keyPath: path] = value
                return true
            }
            setText = { text, switches in
                guard let value = Value(text: text), isSensible(value) else { return false }
                switches[keyPath: path] = value
                return true
            }
            json = { $0[keyPath: path]?.json }
            overlay = { other, result in
                if let value = other[keyPath: path] { result[keyPath: path] = value }
            }
        }
    }

    static let entries: [Entry] = [
        Entry("rotation", \.rotation),
        Entry("reuseDetection", \.reuseDetection),
        Entry("graceSeconds", \.graceSeconds, where: { $0 >= 0 }),
        Entry("accessSeconds", \.accessSeconds, where: { $0 > 0 }),
        Entry("refreshSeconds", \.refreshSeconds, where: { $0 > 0 }),
        Entry("retiresAccessTokens", \.retiresAccessTokens),
        Entry("withheldScopes", \.withheldScopes),
        Entry("givesRefreshToken", \.givesRefreshToken),
        Entry("expiresIn", \.expiresIn),
        Entry("tokenType", \.tokenType),
        Entry("scopeInAnswer", \.scopeInAnswer),
        Entry("refreshTokenInRefreshAnswer", \.refreshTokenInRefreshAnswer),
        Entry("clockSkewSeconds", \.clockSkewSeconds),
        Entry("auto", \.auto),
        Entry("autoUser", \.autoUser),
        Entry("issuerAnswer", \.issuerAnswer),
        Entry("promisesIssuer", \.promisesIssuer),
        Entry("authorizationError", \.authorizationError),
        Entry("requiresProofKey", \.requiresProofKey),
        Entry("refusesClient", \.refusesClient),
        Entry("basicEncoding", \.basicEncoding),
        Entry("deadTokenStatus", \.deadTokenStatus, where: { (400...499).contains($0) }),
        Entry("faults", \.faults),
    ]

    static func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

    /// Why switches could not be read.
    package struct Misspelling: Error, CustomStringConvertible {
        package let description: String
    }

    /// Sets what stands in the object; `null` takes a switch back, and what is not named stays.
    package mutating func apply(_ object: JSONObject) throws(Misspelling) {
        var result = self
        for member in object {
            guard let entry = Switches.entry(member.name) else {
                throw Misspelling(description: "There is no switch '\(member.name)'.")
            }
            guard entry.setJSON(member.value, &result) else {
                throw Misspelling(description: "The value of the switch '\(member.name)' makes no sense.")
            }
        }
        self = result
    }

    package init(_ object: JSONObject) throws(Misspelling) {
        self.init()
        try apply(object)
    }

    /// The switches that are set.
    package var json: JSON {
        .object(
            JSONObject(
                Switches.entries.compactMap { entry in
                    entry.json(self).map { JSONObject.Member(name: entry.name, value: $0) }
                }))
    }

    /// Reads `name=value, name, …` as it stands in a `Simulate` header: switches, and kinds of faults.
    package init(words text: String) throws(Misspelling) {
        self.init()
        for word in text.split(separator: ",") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].filter { $0 != " " }
            let value = parts.count > 1 ? String(parts[1]) : nil
            if let fault = Fault(word: name, value: value) {
                faults = (faults ?? []) + [fault]
            } else if Fault.Kind(rawValue: name) != nil {
                throw Misspelling(description: "The value of the fault '\(name)' makes no sense.")
            } else if let entry = Switches.entry(name), value != nil || entry.isFlag {
                guard entry.setText(value ?? "", &self) else {
                    throw Misspelling(description: "The value of the switch '\(name)' makes no sense.")
                }
            } else {
                throw Misspelling(description: "There is no switch '\(name)'.")
            }
        }
    }
}
