// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Checks one value that a person entered.
extension Parameter {
    /// A value as it is stored, or why it is not.
    enum Verdict {
        case accepted(JSON)
        /// Nothing was entered.
        case missing
        /// The rest of `Invalid value of parameter 'x': …`.
        case refused(Sentence)
    }

    func accept(_ input: JSON?) -> Verdict {
        guard let input, !input.isNull else { return .missing }
        if case .string(let text) = input, text.isEmpty { return .missing }
        switch kind {
        case .array: return input.array == nil ? .refused(Sentence(.notList)) : checked(input)
        case .collection: return input.object == nil ? .refused(Sentence(.notObject)) : checked(input)
        case .boolean: return boolean(input)
        case .number, .integer, .uinteger, .port: return number(input)
        case .json: return json(input)
        default: return text(input)
        }
    }

    private func boolean(_ input: JSON) -> Verdict {
        switch input {
        case .bool: checked(input)
        case .string("true"): checked(true)
        case .string("false"): checked(false)
        default: .refused(Sentence(.notBoolean))
        }
    }

    private func number(_ input: JSON) -> Verdict {
        let number: JSONNumber?
        switch input {
        case .number(let value): number = value
        case .string(let text): number = JSONNumber(text: text.trimmingSpace())
        default: number = nil
        }
        guard let number, number.double.isFinite else { return .refused(Sentence(.notNumber)) }
        let isWhole = number.int != nil
        switch kind {
        case .integer where !isWhole: return .refused(Sentence(.notWhole))
        case .uinteger where (number.int ?? -1) < 0: return .refused(Sentence(.notNatural))
        case .port where !(1...65_535).contains(number.int ?? 0): return .refused(Sentence(.notPort))
        default: break
        }
        if let least, number.double < least {
            return .refused(Sentence(.lessThan, ["least": JSONNumber(least)?.text ?? ""]))
        }
        if let most, number.double > most {
            return .refused(Sentence(.greaterThan, ["most": JSONNumber(most)?.text ?? ""]))
        }
        return checked(.number(number))
    }

    private func json(_ input: JSON) -> Verdict {
        guard case .string(let text) = input else { return checked(input) }
        if let fault = plainness(text) { return .refused(fault) }
        // Only whether it is JSON matters here.
        return (try? JSONReader.read(text)) == nil ? .refused(Sentence(.notJSON)) : checked(input)
    }

    private func text(_ input: JSON) -> Verdict {
        let text: String
        switch input {
        case .string(let value): text = value
        case .number(let number): text = number.text
        default: return .refused(Sentence(.notText, ["kind": "\(input.kind)"]))
        }
        if let fault = plainness(text) ?? form(text) { return .refused(fault) }
        if isSecret, Parameter.isMask(text) { return .refused(Sentence(.mask)) }
        if let least, Double(text.count) < least {
            return .refused(Sentence(.shorterThan, ["count": String(Int(least))]))
        }
        if let most, Double(text.count) > most { return .refused(Sentence(.longerThan, ["count": String(Int(most))])) }
        return checked(.string(text))
    }

    /// Only characters that stand for hidden ones.
    package static func isMask(_ text: String) -> Bool {
        let characters = text.trimmingSpace()
        return !characters.isEmpty && characters.allSatisfy { "*•…".contains($0) }
    }

    private func plainness(_ text: String) -> Sentence? {
        let limit = allowsLineBreaks ? Parameter.textBytesMax : Parameter.lineBytesMax
        guard text.utf8.count <= limit else {
            return Sentence(.valueTooLong, ["bytes": String(limit)])
        }
        let hasControl = text.unicodeScalars.contains { scalar in
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            return isControl && !(allowsLineBreaks && [0x09, 0x0A, 0x0D].contains(scalar.value))
        }
        return hasControl ? Sentence(.hasControl) : nil
    }

    private func form(_ text: String) -> Sentence? {
        switch kind {
        case .url: return WebAddress(lenient: text) == nil ? Sentence(.notWebURL) : nil
        case .email:
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let isAddress = parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(" ") }
            return isAddress ? nil : Sentence(.notEmailAddress)
        case .cert: return text.contains("-----BEGIN ") ? nil : Sentence(.notPEM)
        case .filename: return text.contains(where: { "/\\".contains($0) }) ? Sentence(.notFileName) : nil
        case .date: return CivilTime.parseISO(text) == nil ? Sentence(.notDate) : nil
        case .uuid:
            let lengths = text.split(separator: "-", omittingEmptySubsequences: false).map(\.count)
            let isHex = text.allSatisfy { $0.isHexDigit || $0 == "-" }
            return isHex && lengths == [8, 4, 4, 4, 12] ? nil : Sentence(.notUUID)
        default: return nil
        }
    }

    /// Whether the options, the enumeration and the pattern allow it.
    private func checked(_ value: JSON) -> Verdict {
        let size = value.string?.utf8.count ?? value.text().utf8.count
        guard size <= Parameter.textBytesMax else {
            return .refused(Sentence(.valueTooLong, ["bytes": String(Parameter.textBytesMax)]))
        }
        func isAmong(_ allowed: [JSON]) -> Bool {
            allowed.contains { Value(json: $0).text == Value(json: value).text }
        }
        let allowed = options.map(\.value)
        if case .array(let elements) = value, !allowed.isEmpty {
            let isKnown = elements.allSatisfy { element in allowed.contains(element) }
            if !isKnown { return .refused(Sentence(.elementNotAnOption)) }
        } else if !allowed.isEmpty, !isAmong(allowed) {
            return .refused(Sentence(.notAnOption))
        }
        if !enumeration.isEmpty, !isAmong(enumeration) { return .refused(Sentence(.notAllowedValue)) }
        if let pattern, let text = value.string {
            do {
                guard try pattern.matches(text) else { return .refused(Sentence(.wrongForm)) }
            } catch {
                return .refused(Sentence(.uncheckableForm))
            }
        }
        return .accepted(value)
    }
}
