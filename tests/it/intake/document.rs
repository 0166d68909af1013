//! Hostile documents: refused for the right reason, at the right place, without repeating them.

use proptest::prelude::*;
use spinepath::intake::document::{MAX_BYTES, RawForm, Refusal};

/// A document and what `RawForm::read` must make of it.
fn check(document: &[u8], expected: Result<(), Refusal>) {
    let found = RawForm::read(document).map(drop);
    let shown = String::from_utf8_lossy(&document[..document.len().min(60)]);
    assert_eq!(found, expected, "{shown}");
    if let Err(refusal) = found {
        assert!(!refusal.to_string().contains("Zzcanary"), "{shown}");
    }
}

#[test]
fn a_document_that_could_mean_two_things_is_refused() {
    for (document, expected) in [
        (r#"{"a":1,"a":2}"#, Refusal::DuplicateKey { at: 9 }),
        (r#"{"a":1,"\u0061":2}"#, Refusal::DuplicateKey { at: 14 }),
        (
            r#"{"Zzcanary":"no","Zzcanary":"yes"}"#,
            Refusal::DuplicateKey { at: 26 },
        ),
        (
            "{\n\"b\":{\"a\":1,\n\"a\":2}}",
            Refusal::DuplicateKey { at: 16 },
        ),
        (
            r#"[{"a":[{"c":0,"c":0}]}]"#,
            Refusal::DuplicateKey { at: 16 },
        ),
        (
            r#"{"a":9007199254740993}"#,
            Refusal::InexactNumber { at: 5 },
        ),
        (
            r#"{"a":-9007199254740993}"#,
            Refusal::InexactNumber { at: 5 },
        ),
        (
            r#"{"a":0.1234567890123456789}"#,
            Refusal::InexactNumber { at: 5 },
        ),
        (r#"[1e400]"#, Refusal::InexactNumber { at: 1 }),
        (r#"[1e-400]"#, Refusal::InexactNumber { at: 1 }),
        (r#"["Zzcanary\ud800"]"#, Refusal::LoneSurrogate { at: 10 }),
        (r#"["\udc00"]"#, Refusal::LoneSurrogate { at: 2 }),
        (r#"["\ud800\u0041"]"#, Refusal::LoneSurrogate { at: 2 }),
        (r#"["\ud800 \udc00"]"#, Refusal::LoneSurrogate { at: 2 }),
        (r#"{"\ud83d":1}"#, Refusal::LoneSurrogate { at: 2 }),
        (
            r#"["Zz\u0000canary"]"#,
            Refusal::ForbiddenCharacter { at: 4 },
        ),
        (r#"["a\nb"]"#, Refusal::ForbiddenCharacter { at: 3 }),
        ("[\"a\tb\"]", Refusal::ForbiddenCharacter { at: 3 }),
        ("[\"\u{7f}\"]", Refusal::ForbiddenCharacter { at: 2 }),
        ("[\"\u{85}\"]", Refusal::ForbiddenCharacter { at: 2 }),
        ("[\"ab\u{202e}\"]", Refusal::ForbiddenCharacter { at: 4 }),
        (r#"["\u202E"]"#, Refusal::ForbiddenCharacter { at: 2 }),
        (r#"["\u200f"]"#, Refusal::ForbiddenCharacter { at: 2 }),
        (r#"["\u2066"]"#, Refusal::ForbiddenCharacter { at: 2 }),
        (r#"["\udb40\udc41"]"#, Refusal::ForbiddenCharacter { at: 2 }),
        ("{\"a\u{202a}\":1}", Refusal::ForbiddenCharacter { at: 3 }),
        ("\u{feff}{}", Refusal::ByteOrderMark),
        ("{} {}", Refusal::TrailingText { at: 3 }),
        ("{}x", Refusal::TrailingText { at: 2 }),
        ("", Refusal::Syntax { at: 0 }),
        ("{\"a\":Zzcanary}", Refusal::Syntax { at: 5 }),
        ("{\"a\":NaN}", Refusal::Syntax { at: 5 }),
        ("{'a':1}", Refusal::Syntax { at: 1 }),
        ("{\"a\":01}", Refusal::Syntax { at: 6 }),
        ("{\"a\":1,}", Refusal::Syntax { at: 7 }),
        ("[\"\\uZZcanary\"]", Refusal::Syntax { at: 7 }),
        ("[\"Zzcanary", Refusal::Syntax { at: 9 }),
    ] {
        check(document.as_bytes(), Err(expected));
    }
    check(b"{\"a\":\"\xff\xfe\"}", Err(Refusal::NotUtf8 { at: 6 }));
    check(b"[\"\xed\xa0\x80\"]", Err(Refusal::NotUtf8 { at: 2 }));
}

#[test]
fn a_plain_document_is_read() {
    for document in [
        "{}",
        " {\"a\": [1, -2.5, 1e2, true, null, \"\\\"\\\\\\/\"]} ",
        r#"{"a":1,"b":{"a":1}}"#,
        r#"["\ud83d\ude00","😀"]"#,
        r#"["Łukasz Ørsted","Nguyễn Thị Ánh","Ελένη","Пётр","O’Brien"]"#,
        "[9007199254740991,-9007199254740991,123456789.012345]",
    ] {
        check(document.as_bytes(), Ok(()));
    }
}

#[test]
fn the_limits_are_where_they_say() {
    let padded = |length: usize| [b"{}".as_slice(), &vec![b' '; length - 2]].concat();
    check(&padded(MAX_BYTES), Ok(()));
    check(&padded(MAX_BYTES + 1), Err(Refusal::TooLarge));
    let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    check(nested(8).as_bytes(), Ok(()));
    check(nested(9).as_bytes(), Err(Refusal::TooDeep { at: 8 }));
    check(nested(100_000).as_bytes(), Err(Refusal::TooDeep { at: 8 }));
    let list = |values: usize| format!("[{}0]", "0,".repeat(values - 1));
    check(list(2_047).as_bytes(), Ok(()));
    check(
        list(2_048).as_bytes(),
        Err(Refusal::TooManyValues { at: 4_095 }),
    );
}

/// Pieces that documents are made of, hostile ones among them.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "d83d",
        "dc00",
        "\"a\"",
        "\"a\":",
        "\\u0061",
        "true",
        "null",
        "0",
        "-",
        ".",
        "1e",
        "400",
        "9007199254740993",
        " ",
        "\n",
        "é",
        "😀",
        "\u{202e}",
    ]);
    let bytes = prop_oneof![
        20 => piece.prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(bytes, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_get_an_answer_and_a_place_inside_them(document in pieces()) {
        match RawForm::read(&document) {
            Ok(_) => prop_assert!(serde_json::from_slice::<serde_json::Value>(&document).is_ok()),
            Err(refusal) => prop_assert!(refusal.at().is_none_or(|at| at <= document.len())),
        }
    }
}
