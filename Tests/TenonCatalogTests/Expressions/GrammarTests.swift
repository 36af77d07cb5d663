// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonJSON
import Testing

@Suite struct GrammarTests {
    @Test(arguments: [
        ("a.b.c", #""deep""#), ("a.`odd name`", "1"), ("`a`.b.c", #""deep""#), ("a.list[1]", "10"),
        ("a.list[-1]", "30"), ("a.list[]", "10"), ("a.list[4]", "null"), ("a.list[-4]", "null"),
        ("a.missing.deeper", "null"), ("unknown", "null"), ("unknown[3].x", "null"), ("text.x", "null"),
        ("people[2].name", #""bob""#), ("first(people).name", #""Ann""#), ("(a).b.c", #""deep""#),
        ("1.5", "1.5"), ("'x'", #""x""#), (#""x""#, #""x""#), (#"'it\'s'"#, #""it's""#), (#"'a\\n'"#, #""a\\n""#),
        ("null", "null"), ("true", "true"), ("false", "false"), ("emptyarray", "[]"), ("emptystring", #""""#),
        ("erase", #""""#), ("ignore", "null"), ("'}}'", #""}}""#), ("'{{'", #""{{""#),
        ("digits", "225874569526501080000"),
    ])
    func `a value is read as it is written`(_ expression: String, _ expected: String) throws {
        #expect(try json(expression) == expected)
    }

    @Test(arguments: [
        ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("7 % 4 * 2", "6"), ("10 - 4 - 3", "3"), ("8 / 2 / 2", "2"),
        ("-n + 1", "-4"), ("--n", "5"), ("!yes | yes", "true"), ("!(yes | yes)", "false"), ("!!n", "true"),
        ("1 + 1 = 2", "true"), ("1 < 2 = true", "true"), ("no & no | yes", "true"), ("yes | no & no", "true"),
        ("yes || no && no", "true"), ("1 == 1.0", "true"), ("1 === '1'", "true"), ("1 !== 2", "true"),
        ("'a' != 'a'", "false"), ("2 >= 2", "true"), ("3 <= 2", "false"), ("'10' < '9'", "false"),
        ("'b' > 'a'", "true"),
        ("1 ++ 2", #""12""#), ("1 + '2'", #""12""#), ("'a' + 'b'", #""ab""#), ("nothing + 3", "3"),
        ("3 + nothing", "3"),
        ("nothing + nothing", "null"), ("unknown + 'x'", #""x""#), ("1 / 0", "null"), ("'x' * 2", "null"),
        ("nothing = null", "true"), ("nothing = 0", "false"), ("nothing = ''", "false"), ("yes = 'true'", "true"),
        ("when < now", "true"), ("parseDate(when) = '2026-01-31T09:00:00.000Z'", "true"), ("missing < now", "true"),
        ("now < missing", "false"), ("a.list = a.list", "true"), ("digits = 225874569526501080001", "false"),
        ("empty | 'x'", #""x""#), ("n & 'x'", #""x""#), ("zero & 'x'", "0"),
    ])
    func `operators bind and compare as documented`(_ expression: String, _ expected: String) throws {
        #expect(try json(expression) == expected)
    }

    @Test(arguments: [
        ("plain", #""plain""#), ("", #""""#), ("a {{n}} b", #""a 5 b""#), ("{{n}}", "5"), ("{{n}} ", #""5 ""#),
        ("{{n}}{{n}}", #""55""#), ("{{yes}}", "true"), ("{{people[3].tags}}", "[]"), ("{{ n }}", "5"),
        ("{ {n} }", #""{ {n} }""#), ("x{{nothing}}y", #""xy""#), ("{{'a' + \n 'b'}}", #""ab""#),
        ("{{if(yes; 1; 2)}}", "1"), ("{{if(no, 1, 2)}}", "2"), ("{{1.0}}!", #""1!""#),
    ])
    func `text around an expression makes text, and alone it keeps its kind`(_ text: String, _ expected: String) throws
    {
        #expect(try evaluate(text).json.text() == expected)
    }

    @Test(arguments: [
        ("{{", 1, 3), ("{{}}", 1, 3), ("{{a", 1, 4), ("a\nb {{1 +}}", 2, 8), ("{{nope(1)}}", 1, 3), ("{{'x}}", 1, 3),
        ("{{if(1)}}", 1, 3), ("{{a b}}", 1, 5), ("{{a.}}", 1, 5), ("{{a[0]}}", 1, 5), ("{{a['x']}}", 1, 5),
        ("{{#}}", 1, 3), ("{{(1}}", 1, 5), ("{{lower(1}}", 1, 10), ("{{replace('a'; /(/; 'b')}}", 1, 16),
        ("{{replace('a'; /b/q; 'b')}}", 1, 16), ("{{replace('a'; /b; 'b')}}", 1, 16), (#"{{'\q'}}"#, 1, 5),
        ("{{1x}}", 1, 3),
        ("{{[1]}}", 1, 3), ("{{a = }}", 1, 7), ("{{`a}}", 1, 3), ("{{now(1)}}", 1, 3),
    ])
    func `a malformed expression is refused with its place`(_ text: String, _ line: Int, _ column: Int) {
        let error = #expect(throws: ExpressionError.self) { try Template(text) }
        #expect(error?.line == line, "\(error?.description ?? "")")
        #expect(error?.column == column, "\(error?.description ?? "")")
    }

    @Test func `lazy functions evaluate only what they need`() throws {
        // The branch not taken would take too many steps.
        let costly = "replace('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; /(a+)+$$/; 'x')"
        #expect(try json("if(yes; 1; jwt('a'; 'b'; 'nope'))") == "1")
        #expect(try json("ifempty(n; jwt('a'; 'b'; 'nope'))") == "5")
        #expect(try json("switch(n; 5; 'five'; jwt('a'; 'b'; 'nope'); 1)") == #""five""#)
        #expect(try json("no & \(costly)") == "false")
        #expect(throws: ExpressionError.self) { try json("jwt('a'; 'b'; 'nope')") }
    }

    @Test func `the variables an expression reads are known without running it`() throws {
        let template = try Template("x{{a.b.c + if(d[1].e; `f g`; lower(h.i))}}{{now}}")
        #expect(template.paths == [["a", "b", "c"], ["d"], ["f g"], ["h", "i"]])
    }
}
