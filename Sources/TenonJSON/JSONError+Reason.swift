// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension JSONError {
    /// Everything that can be wrong with a JSON text, in English, with the names of values in braces.
    package enum Reason: String, CaseIterable, Sendable, Hashable {
        // MARK: The whole
        case unexpectedEnd = "unexpected end"
        case unexpectedCharacter = "unexpected character"
        case contentAfterValue = "unexpected content after the value"
        case nestedTooDeep = "nested deeper than {count} levels"
        case commentWithoutEnd = "comment without an end"

        // MARK: Objects and arrays
        case memberNameExpected = "expected a member name in quotes"
        case duplicateMember = "duplicate member name"
        case colonExpected = "expected ':'"
        case commaOrBracketExpected = "expected ',' or '{bracket}'"
        case unexpectedComma = "unexpected comma"

        // MARK: Numbers and strings
        case malformedNumber = "malformed number"
        case stringWithoutEnd = "string without an end"
        case controlInString = "control character in a string"
        case stringNotText = "string is not valid UTF-8"
        case unknownEscape = "unknown escape"
        case malformedEscape = "malformed \\u escape"
        case loneSurrogate = "lone surrogate"
    }
}
