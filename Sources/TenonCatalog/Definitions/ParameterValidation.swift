// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// Checks one value that a person entered.
extension Parameter {
    /// A value as it is stored, or why it is not.
    enum Verdict {
        case accepted(JSON)
        /// Nothing was entered.
        case missing
        /// The rest of `Invalid value of parameter 'x': …`.
        case refused(String)
    }

    func accept(_ input: JSON?) -> Verdict {
        guard let input, !input.isNull else { return .missing }
        if case .string(let text) = input, text.isEmpty { return .missing }
        switch kind {
        case .array: return input.array == nil ? .refused("it is not a list") : checked(input)
        case .collection: return input.object == nil ? .refused("it is not an object") : checked(input)
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
        default: .refused("it is not true or false")
        }
    }

    private func number(_ input: JSON) -> Verdict {
        let number: JSONNumber?
        switch input {
        case .number(let value): number = value
        case .string(let text): number = JSONNumber(text: text.trimmingSpace())
        default: number = nil
        }
        guard let number, number.double.isFinite else { return .refused("it is not a number") }
        let isWhole = number.int != nil
        switch kind {
        case .integer where !isWhole: return .refused("it is not a whole number")
        case .uinteger where (number.int ?? -1) < 0: return .refused("it is not a whole number from 0 on")
        case .port where !(1...65_535).contains(number.int ?? 0): return .refused("it is not a port from 1 to 65535")
        default: break
        }
        if let least, number.double < least { return .refused("it is less than \(JSONNumber(least)?.text ?? "")") }
        if let most, number.double > most { return .refused("it is more than \(JSONNumber(most)?.text ?? "")") }
        return checked(.number(number))
    }

    private func json(_ input: JSON) -> Verdict {
        guard case .string(let text) = input else { return checked(input) }
        if let fault = plainness(text) { return .refused(fault) }
        // Only whether it is JSON matters here.
        return (try? JSONReader.read(text)) == nil ? .refused("it is not JSON") : checked(input)
    }

    private func text(_ input: JSON) -> Verdict {
        let text: String
        switch input {
        case .string(let value): text = value
        case .number(let number): text = number.text
        default: return .refused("it is not text but \(input.kind)")
        }
        if let fault = plainness(text) ?? form(text) { return .refused(fault) }
        if isSecret, Parameter.isMask(text) { return .refused("it is a mask, not the value behind it") }
        if let least, Double(text.count) < least { return .refused("it is shorter than \(Int(least)) characters") }
        if let most, Double(text.count) > most { return .refused("it is longer than \(Int(most)) characters") }
        return checked(.string(text))
    }

    /// Only characters that stand for hidden ones.
    package static func isMask(_ text: String) -> Bool {
        let characters = text.trimmingSpace()
        return !characters.isEmpty && characters.allSatisfy { "*•…".contains($0) }
    }

    private func plainness(_ text: String) -> String? {
        let limit = allowsLineBreaks ? Parameter.textBytesMax : Parameter.lineBytesMax
        guard text.utf8.count <= limit else { return "it is longer than \(limit) bytes" }
        let hasControl = text.unicodeScalars.contains { scalar in
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            return isControl && !(allowsLineBreaks && [0x09, 0x0A, 0x0D].contains(scalar.value))
        }
        return hasControl ? "it contains a control character" : nil
    }

    private func form(_ text: String) -> String? {
        switch kind {
        case .url: return WebAddress(lenient: text) == nil ? "it is not an http or https URL" : nil
        case .email:
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let isAddress = parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(" ") }
            return isAddress ? nil : "it is not an e-mail address"
        case .cert: return text.contains("-----BEGIN ") ? nil : "it is not in PEM form"
        case .filename: return text.contains(where: { "/\\".contains($0) }) ? "it is not a file name" : nil
        case .date: return CivilTime.parseISO(text) == nil ? "it is not an ISO 8601 date" : nil
        case .uuid:
            let lengths = text.split(separator: "-", omittingEmptySubsequences: false).map(\.count)
            let isHex = text.allSatisfy { $0.isHexDigit || $0 == "-" }
            return isHex && lengths == [8, 4, 4, 4, 12] ? nil : "it is not a UUID"
        default: return nil
        }
    }

    /// Whether the options, the enumeration and the pattern allow it.
    private func checked(_ value: JSON) -> Verdict {
        let size = value.string?.utf8.count ?? value.text().utf8.count
        guard size <= Parameter.textBytesMax else {
            return .refused("it is longer than \(Parameter.textBytesMax) bytes")
        }
        func isAmong(_ allowed: [JSON]) -> Bool {
            allowed.contains { Value(json: $0).text == Value(json: value).text }
        }
        let allowed = options.map(\.value)
        if case .array(let elements) = value, !allowed.isEmpty {
            let isKnown = elements.allSatisfy { element in allowed.contains(element) }
            if !isKnown { return .refused("it has an element that is not among the options") }
        } else if !allowed.isEmpty, !isAmong(allowed) {
            return .refused("it is not one of the options")
        }
        if !enumeration.isEmpty, !isAmong(enumeration) { return .refused("it is not one of the values allowed") }
        if let pattern, let text = value.string {
            do {
                guard try pattern.matches(text) else { return .refused("it does not have the form demanded") }
            } catch {
                return .refused("its form cannot be checked in reasonable time")
            }
        }
        return .accepted(value)
    }
}
