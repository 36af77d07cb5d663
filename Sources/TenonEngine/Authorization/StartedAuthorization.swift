// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonJSON

/// What has to be remembered between a person's departure and the provider's answer; kept only sealed.
struct StartedAuthorization: Sendable {
    struct Damaged: Error {}

    /// The proof key (RFC 7636 §4.1).
    let verifier: Secret?
    /// What the definition's blocks left for later ones.
    let temp: ValueCollection
    /// The version of the type's definition that it was begun with; `nil` when an older server began it.
    let definitionVersion: Int?

    init(verifier: Secret?, temp: ValueCollection, definitionVersion: Int?) {
        self.definitionVersion = definitionVersion
        self.verifier = verifier
        self.temp = temp
    }

    var sealedForm: Secret {
        let form: JSONObject = [
            "verifier": JSON(verifier?.reveal()), "temp": Value(.collection(temp)).json,
            "definition": JSON(definitionVersion.map { Int64($0) }),
        ]
        return Secret(bytes: JSON.object(form).utf8)
    }

    init(opening secret: Secret) throws {
        // The reader's reason could not help: the text came out of authenticated encryption.
        guard let form = secret.withRevealedBytes({ try? JSONReader.read($0) }) else { throw Damaged() }
        verifier = form["verifier"]?.string.map { Secret($0) }
        definitionVersion = form["definition"]?.int.flatMap { Int(exactly: $0) }
        let values = Value(json: form["temp"] ?? .null, isSecret: true)
        temp = values.collection ?? ValueCollection()
    }
}
