// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import Testing

@Suite struct FunctionTests {
    static let table: [(String, String)] = [
        ("if(yes; 1)", "1"), ("if(no; 1)", "null"), ("ifempty(''; 2)", "2"), ("ifempty(emptyarray; 2)", "2"),
        ("ifempty(0; 2)", "0"), ("switch(n; 1; 'a'; 5; 'b')", #""b""#), ("switch(n; 1; 'a'; 'z')", #""z""#),
        ("switch(n; 1; 'a'; 2; 'b')", "null"),
        ("get(a; 'b.c')", #""deep""#), ("get(a.list; 2)", "20"), ("get(people; '[2].name')", #""bob""#),
        ("map(people; 'name')", #"["Ann","bob","Cid"]"#), ("map(people; 'name'; 'age'; 30)", #"["Ann","Cid"]"#),
        ("map(people; 'name'; 'age'; '4, 5')", #"["bob"]"#), ("first(a.list)", "10"), ("last(a.list)", "30"),
        ("first(emptyarray)", "null"), ("last('x')", #""x""#),
        ("length(text)", "12"), ("length(a.list)", "3"), ("length(people[1])", "3"), ("length(null)", "0"),
        ("length(toBinary('äb'))", "3"), ("length('äb')", "2"),
        ("join(a.list; '-')", #""10-20-30""#), ("split('a,b,,c'; ',')", #"["a","b","","c"]"#),
        ("split('abc'; '')", #"["a","b","c"]"#), ("split(''; ',')", "[]"),
        ("distinct(split('a b a'; ' '))", #"["a","b"]"#), ("length(distinct(people; 'age'))", "2"),
        ("merge(a.list; split('x'; ','))", #"[10,20,30,"x"]"#), ("merge(a.b; a.b).c", #""deep""#),
        ("sort(split('10 9 b'; ' '))", #"["9","10","b"]"#), ("sort(a.list; 'desc')", "[30,20,10]"),
        ("map(sort(people; 'asc'; 'age'); 'name')", #"["bob","Ann","Cid"]"#),
        ("sort(split('b A c'; ' '); 'asc ci')", #"["A","b","c"]"#),
        ("reverse(a.list)", "[30,20,10]"), ("reverse('abc')", #""cba""#), ("slice(a.list; 1)", "[20,30]"),
        ("slice(a.list; 0; -1)", "[10,20]"), ("slice(a.list; 5; 2)", "[]"), ("contains(a.list; '20')", "true"),
        ("contains(text; 'World')", "true"), ("contains(text; 'world')", "false"),
        ("keys(people[1])", #"["name","age","tags"]"#),
        ("add(a.list; 1; 'x')", #"[10,20,30,1,"x"]"#), ("remove(a.list; 10; '30')", "[20]"),
        ("flatten(add(emptyarray; a.list; add(emptyarray; a.list)))", "[10,20,30,10,20,30]"),
        ("toArray(a.b)", #"[{"key":"c","value":"deep"}]"#),
        ("toCollection(people; 'name'; 'age')", #"{"Ann":30,"bob":4,"Cid":30}"#),
        ("omit(people[1]; 'age'; 'tags')", #"{"name":"Ann"}"#), ("pick(people[1]; 'age')", #"{"age":30}"#),
        ("collection('a'; n; 'b'; ignore; 'c'; null; 'a'; 1)", #"{"a":1,"c":null}"#), ("collection()", "{}"),
        ("lower('ÄB')", #""äb""#), ("upper('ß')", #""SS""#), ("capitalize('abc d')", #""Abc d""#),
        ("startcase('hELLO wORLD')", #""Hello World""#), ("trim('  a b\n')", #""a b""#),
        ("replace('a.b.c'; '.'; '-')", #""a-b-c""#), ("replace('aXbX'; /x/gi; '-')", #""a-b-""#),
        ("replace('aXbX'; /X/; '-')", #""a-bX""#),
        ("replace('2026-01'; /(\\d+)-(\\d+)/; '$2/$1 $& $$')", #""01/2026 2026-01 $""#),
        ("replace('ab'; /(?<first>a)/; '[$<first>]')", #""[a]b""#), ("replace('abc'; /x*/g; '-')", #""-a-b-c-""#),
        ("replace('abc'; ''; '-')", #""abc""#), ("substring('hello'; 1; 3)", #""el""#),
        ("substring('hello'; 3)", #""lo""#),
        ("substring('hello'; 9; -4)", #""hello""#), ("indexOf('hello'; 'l')", "2"), ("indexOf('hello'; 'l'; 3)", "3"),
        ("indexOf('hello'; 'z')", "-1"), ("toString(12)", #""12""#), ("toString(yes)", #""true""#),
        ("encodeURL('a b/ä&')", #""a%20b%2F%C3%A4%26""#), ("decodeURL('a%20b%2F%C3%A4')", #""a b/ä""#),
        ("decodeURL('%zz%')", #""%zz%""#), ("decodeURL('%ff')", "null"),
        ("base64('ab?>')", #""YWI/Pg==""#), ("base64url('ab?>')", #""YWI_Pg""#),
        ("toString(toBinary('YWI_Pg'; 'base64'))", #""ab?>""#), ("toString(toBinary('6162'; 'hex'))", #""ab""#),
        ("toBinary('zz'; 'hex')", "null"), ("hex('ab')", #""6162""#),
        ("md5('abc')", #""900150983cd24fb0d6963f7d28e17f72""#),
        ("sha1('abc')", #""a9993e364706816aba3e25717850c26c9cd0d89d""#),
        ("sha256('abc')", #""ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad""#),
        ("sha256('abc'; 'base64')", #""ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=""#),
        ("substring(sha512('abc'); 0; 16)", #""ddaf35a193617aba""#),
        (
            "sha256('what do ya want for nothing?'; 'hex'; 'Jefe')",
            #""5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843""#
        ),
        (
            "sha256('what do ya want for nothing?'; 'hex'; '4a656665'; 'hex')",
            #""5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843""#
        ),
        ("uuid", #""00010203-0405-4607-8809-0a0b0c0d0e0f""#), ("uuid()", #""00010203-0405-4607-8809-0a0b0c0d0e0f""#),
        ("random < 1", "true"),
        ("jwt('{}'; 'k')", #""eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.sdq8hlcnGupCQofW8T3WXS8lMHPKjY78f7plDHoTsoI""#),
        ("parseNumber('1,234.5')", "1234.5"), ("parseNumber('1.234,5'; ',')", "1234.5"), ("parseNumber('x')", "null"),
        ("formatNumber(1234567.891)", #""1.234.567,89""#), ("formatNumber(-1234.5; 1; '.'; ' ')", #""-1 234.5""#),
        ("round(2.5)", "3"), ("round(-2.345; 2)", "-2.35"), ("floor(-1.5)", "-2"), ("ceil(1.2)", "2"), ("abs(-3)", "3"),
        ("min(3; 1; 2)", "1"), ("max(a.list)", "30"), ("sum(a.list; 5)", "65"), ("average(a.list)", "20"),
        ("average(emptyarray)", "null"), ("max(emptyarray)", "null"), ("abs('x')", "null"),
        ("now", #""2026-01-31T09:00:00.500Z""#), ("now()", #""2026-01-31T09:00:00.500Z""#), ("timestamp", "1769850000"),
        ("addSeconds(now; -1)", #""2026-01-31T08:59:59.500Z""#),
        ("addMinutes(when; 90)", #""2026-01-31T10:30:00.000Z""#),
        ("addHours(when; 24)", #""2026-02-01T09:00:00.000Z""#), ("addDays(when; 29)", #""2026-03-01T09:00:00.000Z""#),
        ("addMonths(when; 1)", #""2026-02-28T09:00:00.000Z""#),
        ("addMonths(when; -13)", #""2024-12-31T09:00:00.000Z""#),
        ("addYears('2024-02-29'; 1)", #""2025-02-28T00:00:00.000Z""#), ("addYears(when; 9999)", "null"),
        ("addDays('x'; 1)", "null"), ("setSecond(when; 7)", #""2026-01-31T09:00:07.000Z""#),
        ("setMinute(when; 99)", #""2026-01-31T09:59:00.000Z""#), ("setHour(when; 0)", #""2026-01-31T00:00:00.000Z""#),
        ("setDay(when; 1)", #""2026-01-25T09:00:00.000Z""#), ("setDate(when; 1)", #""2026-01-01T09:00:00.000Z""#),
        ("setMonth(when; 2)", #""2026-02-28T09:00:00.000Z""#), ("setYear(when; 2000)", #""2000-01-31T09:00:00.000Z""#),
        ("formatDate(now; 'YYYY-MM-DD HH:mm:ss.SSS')", #""2026-01-31 09:00:00.500""#),
        (
            "formatDate(when; 'dddd D MMMM YY, h:mm A [at] Z'; 'America/New_York')",
            #""Saturday 31 January 26, 4:00 AM at -05:00""#
        ),
        ("formatDate(when; 'X|x|E|Q|DDDD|ZZ')", #""1769850000|1769850000000|6|1|031|+0000""#),
        ("parseDate('31.01.2026 10:05'; 'DD.MM.YYYY HH:mm'; 'Europe/Berlin')", #""2026-01-31T09:05:00.000Z""#),
        ("parseDate('2026-01-31T10:00:00.25+01:00')", #""2026-01-31T09:00:00.250Z""#),
        ("parseDate('2026-02-30')", "null"),
        ("parseDate('12:30 am 1 Mar 2026'; 'h:mm a D MMM YYYY')", #""2026-03-01T00:30:00.000Z""#),
        ("parseDate('1769850000'; 'X')", #""2026-01-31T09:00:00.000Z""#), ("parseDate('x'; 'YYYY')", "null"),
        ("expiry(3600)", #""2026-01-31T10:00:00.500Z""#), ("expiry('3600.5')", #""2026-01-31T10:00:01.000Z""#),
        ("expiry(0)", "null"), ("expiry(-5; 1769850000)", #""2026-01-31T09:00:00.000Z""#), ("expiry(null)", "null"),
        ("expiry(1769850000)", #""2026-01-31T09:00:00.000Z""#), ("expiry('soon')", "null"),
        ("expiry(1769850000000)", #""2026-01-31T09:00:00.000Z""#),
        ("expiry(''; '2026-01-31T09:00:00Z')", #""2026-01-31T09:00:00.000Z""#),
        ("dateDifference(now; when)", "500"), ("dateDifference('2026-02-01'; '2026-01-30'; 'days')", "2"),
        ("parseJSON('{\"a\":[1]}').a[1]", "1"), ("parseJSON('nope')", "null"),
        ("createJSON(people[1])", #""{\"name\":\"Ann\",\"age\":30,\"tags\":[\"x\"]}""#),
        ("hostOf('https://Example.com:8443/x')", #""example.com""#), ("hostOf('example.com/x')", #""example.com""#),
        ("hostOf('https://[2001:DB8::1]/')", #""[2001:db8::1]""#), ("hostOf('https://a@b/')", "null"),
        ("originOf('https://Example.com:8443/x?y')", #""https://example.com:8443""#),
        ("originOf('http://example.com:80/x')", #""http://example.com""#),
        ("originOf('[::1]/x')", #""https://[::1]""#), ("originOf('https://a@b/')", "null"),
        ("hostOf('a b')", "null"), ("baseURL('example.com/')", #""https://example.com""#),
        ("baseURL('http://x/y//')", #""http://x/y""#), ("baseURL('')", "null"),
    ]

    @Test(arguments: table)
    func `a function gives what it promises`(_ expression: String, _ expected: String) throws {
        #expect(try json(expression) == expected)
    }

    @Test func `every function is in the table`() {
        let untested = Function.names.filter { name in
            !Self.table.contains { $0.0.contains(name + "(") || $0.0.hasPrefix(name) }
        }
        #expect(untested == ["sha384"])
    }

    @Test func `every function the definitions page demands is there`() {
        let demanded = """
            if ifempty switch get map first last length join split distinct merge sort reverse slice contains keys add \
            remove flatten lower upper capitalize trim replace substring indexOf startcase toString encodeURL decodeURL \
            base64 base64url toBinary hex md5 sha1 sha256 sha512 uuid random jwt parseNumber formatNumber round floor \
            ceil abs min max sum average now timestamp addSeconds addMinutes addHours addDays addMonths addYears \
            setSecond setMinute setHour setDay setDate setMonth setYear formatDate parseDate dateDifference parseJSON \
            createJSON toArray toCollection omit pick
            """
        let missing = demanded.split(separator: " ").map { String($0) }.filter { Function.named($0) == nil }
        #expect(missing.isEmpty)
    }
}
