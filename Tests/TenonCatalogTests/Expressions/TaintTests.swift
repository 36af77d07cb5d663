// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct TaintTests {
    @Test(arguments: [
        "{{key}}", "x{{key}}", "{{key + 'x'}}", "{{'x' ++ key}}", "{{base64(key)}}", "{{base64('u:' + key)}}",
        "{{upper(key)}}",
        "{{sha256(key)}}", "{{sha256('x'; 'hex'; key)}}", "{{jwt(a; key)}}", "{{if(yes; key; 1)}}",
        "{{ifempty(nothing; key)}}",
        "{{switch(1; 1; key)}}", "{{split(key; '-')[1]}}", "{{first(split(key; '-'))}}", "{{add(a.list; key)[-1]}}",
        "{{join(add(a.list; key); ',')}}", "{{createJSON(add(emptyarray; key))}}", "{{substring(key; 0; 1)}}",
        "{{hex(key)}}",
        "{{replace('x'; 'x'; key)}}", "{{replace(key; /./g; 'x')}}", "{{replace('x'; /x/; key)}}", "{{toBinary(key)}}",
        "{{length(key)}}", "{{parseJSON(createJSON(key))}}", "{{key | 1}}", "{{yes & key}}", "{{!key}}",
        "{{key = 'x'}}",
        "{{encodeURL(key)}}", "{{toString(toBinary(base64(key); 'base64'))}}", "{{reverse(add(emptyarray; key))[1]}}",
    ])
    func `what a secret went into stays secret`(_ text: String) throws {
        let value = try evaluate(text)
        #expect(value.isSecret)
        var dumped = ""
        dump(value, to: &dumped)
        for printed in [value.description, String(reflecting: value), "\(value)", dumped] {
            #expect(!printed.contains("canary") && (value.text.count < 8 || !printed.contains(value.text)))
        }
    }

    @Test(arguments: [
        "{{text}}", "{{if(key; 1; 2)}}", "{{add(a.list; key)[1]}}", "{{first(add(emptyarray; text; key))}}",
        "{{ifempty(text; key)}}",
        "{{switch(key; 1; 2; 3)}}",
    ])
    func `what no secret went into is not secret`(_ text: String) throws {
        #expect(try !evaluate(text).isSecret)
    }

    @Test func `a secret cannot be a name`() throws {
        #expect(throws: ExpressionError.self) { try evaluate("{{collection(key; 1)}}") }
        #expect(throws: ExpressionError.self) { try evaluate("{{collection('a')}}") }
        #expect(try evaluate("{{collection('a'; key; 'b'; text).a}}").isSecret)
        #expect(try !evaluate("{{collection('a'; key; 'b'; text).b}}").isSecret)
    }

    @Test func `a collection of variables prints none of them`() {
        var printed = ""
        dump(evaluator(), to: &printed)
        #expect(!printed.contains(canary))
        #expect(!String(reflecting: evaluator()).contains(canary))
    }
}
