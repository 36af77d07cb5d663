// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

extension ExpressionError {
    /// Everything that can be wrong with an expression, in English, with the names of values in braces.
    package enum Name: String, SentenceName {
        package static let group = "expression"

        // MARK: The text
        case placed = "{reason} at line {line}, column {column} of the text"
        case textTooLong = "text with expressions longer than {bytes} bytes"
        case tooManyExpressions = "more than {count} expressions"
        case withoutEnd = "expression without '}}'"
        case emptyExpression = "empty expression"
        case unexpectedCharacter = "unexpected character"
        case unknownEscape = "unknown escape"
        case textWithoutEnd = "text without closing {mark}"
        case malformedNumber = "malformed number"
        case patternWithoutEnd = "regular expression without closing /"

        // MARK: The grammar
        case operatorExpected = "expected an operator or '}}'"
        case valueExpected = "expected a value"
        case nameExpected = "expected a name behind '.'"
        case indexExpected = "expected a whole number in brackets"
        case countedFromOne = "elements are counted from 1"
        case separatorExpected = "expected ',' or ')'"
        case bracketExpected = "expected '{bracket}'"
        case nestedTooDeep = "nested deeper than {count} levels"
        case tooManyOperators = "more than {count} operators in a row"
        case pathTooLong = "path too long"
        case unknownFunction = "unknown function '{name}'"
        case argumentCount = "{name} takes {arity} arguments, not {count}"
        case atLeast = "at least {least}"
        case between = "{least} to {most}"

        // MARK: Regular expressions
        case inPattern = "{reason} at character {position} of a regular expression"
        case unexpectedEnd = "unexpected end"
        case unbalanced = "unbalanced '{bracket}'"
        case groupsTooDeep = "groups nested too deep"
        case tooManyGroups = "more than {count} groups"
        case unknownGroup = "unknown kind of group"
        case malformedGroupName = "malformed group name"
        case lookBehind = "look-behind is not supported"
        case nothingToRepeat = "nothing to repeat"
        case tooManyRepeats = "more than {count} repeats"
        case repeatsOutOfOrder = "repeat bounds out of order"
        case rangeOutOfOrder = "range out of order"
        case malformedEscape = "malformed escape"
        case missingGroup = "reference to group {number}, which does not exist, in a regular expression"
        case unknownFlag = "unknown flag '{flag}' of a regular expression"
        case patternTooLong = "regular expression longer than {bytes} bytes"
        case patternTooLarge = "regular expression too large"
        case patternTooSlow = "regular expression takes too many steps"

        // MARK: The evaluation
        case resultTooLarge = "the expression's result is too large"
        case tooManySteps = "the expression takes too many steps"
        case unknownEncoding = "unknown encoding"
        case unknownTimeUnit = "unknown unit of time"
        case unknownTimeZone = "unknown time zone"
        case noRandomness = "no randomness"
        case namesWithoutValues = "collection needs a value for each name"
        case tokenAlgorithms = "jwt can sign with {names} only"
        case tokenFailed = "jwt: {reason}"
        case secretInFieldName = "a secret takes part in the name of a field"
        case hostsNotNames = "the hosts of the connection type are not host names"
    }
}
