// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Puts what a definition's `base` says about each request into it: members of the body first, then the signature over
/// all of it.
struct PlanAuthenticator: RequestAuthenticator {
    let signer: RequestSigner?
    /// Members that the definition adds to every body; `nil` for none.
    let members: ValueCollection?
    let randomness: any Randomness

    func needsBody(_ request: SignableRequest) -> Bool {
        members != nil || signer?.needsBody(request) == true
    }

    func authenticate(_ request: SignableRequest, at now: Timestamp) throws -> SignableRequest {
        var request = request
        do {
            if let members { try PlanAuthenticator.add(members, to: &request) }
            guard let signer else { return request }
            return try signer.sign(request, at: now, randomness: randomness).request
        } catch let fault as SigningFault {
            throw TenonError(.thirdPartyFailed, [Sentence(.requestNotSigned, ["reason": .sentence(fault.reason)])])
        }
    }

    // MARK: - Bodies

    private static func add(_ members: ValueCollection, to request: inout SignableRequest) throws {
        let bytes = request.heldBytes ?? []
        let type = request.value(of: "content-type")?.lowercased() ?? ""
        if bytes.isEmpty, type.isEmpty || type.hasPrefix("application/json") {
            // RFC 9110 §9.3.1: a body means nothing in these.
            guard !["GET", "HEAD", "OPTIONS", "TRACE"].contains(request.method) else { return }
            request.set("content-type", "application/json")
            request.body = .held(Secret(bytes: Value.collection(members).json.utf8))
        } else if request.isForm {
            request.body = .held(Secret(bytes: try form(bytes, adding: members)))
        } else if type.hasPrefix("application/json") || type.contains("+json") {
            request.body = .held(Secret(bytes: try object(bytes, adding: members)))
        } else {
            throw TenonError(.unsupportedMediaType, .bodyNotFillable)
        }
    }

    /// The object with the members in front: what the caller wrote stays as it is, byte for byte.
    private static func object(_ bytes: [UInt8], adding members: ValueCollection) throws -> [UInt8] {
        let json: JSON
        do { json = try JSONReader.read(bytes) } catch { throw TenonError(.validationFailed, .bodyNotJSON) }
        guard let object = json.object, let brace = bytes.firstIndex(of: UInt8(ascii: "{")) else {
            throw TenonError(.validationFailed, .bodyNotObject)
        }
        if let name = members.first(where: { object[$0.name] != nil })?.name { throw taken(name) }
        let added = Value.collection(members).json.utf8.dropLast()
        let separator = object.isEmpty ? [] : [UInt8(ascii: ",")]
        return added + separator + bytes[(brace + 1)...]
    }

    private static func form(_ bytes: [UInt8], adding members: ValueCollection) throws -> [UInt8] {
        let names = Set(
            bytes.split(separator: UInt8(ascii: "&")).map { pair in
                let name = pair.prefix { $0 != UInt8(ascii: "=") }
                return PercentEncoding.decodedBytes(name.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
            })
        var form = bytes
        for member in members where !member.value.isNull {
            if names.contains(Array(member.name.utf8)) { throw taken(member.name) }
            if !form.isEmpty { form.append(UInt8(ascii: "&")) }
            form += PercentEncoding.encode(member.name).utf8
            form.append(UInt8(ascii: "="))
            form += PercentEncoding.encode(member.value.text).utf8
        }
        return form
    }

    private static func taken(_ name: String) -> TenonError {
        TenonError(.validationFailed, .bodyMemberTaken, ["name": name])
    }
}
